package dev.tidings.jobs.engine;

/** What an engine has to do to count as ready. */
public sealed interface ReadinessCheck {
    /** It takes a connection, and keeps it. */
    record Tcp() implements ReadinessCheck {}

    /** It answers GET of a path with 2xx. */
    record Http(String path) implements ReadinessCheck {}

    /** How others are told where the engine is. */
    default String endpoint(String host, int port) {
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return switch (this) {
            case Tcp _ -> "tcp://" + authority;
            case Http _ -> "http://" + authority;
        };
    }
}
