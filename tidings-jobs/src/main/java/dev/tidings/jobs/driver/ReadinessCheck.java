package dev.tidings.jobs.driver;

/** The condition under which a runtime counts as ready. */
public sealed interface ReadinessCheck {
    /** It accepts a connection and keeps it open. */
    record Tcp() implements ReadinessCheck {}

    /** It responds to GET of a path with 2xx. */
    record Http(String path) implements ReadinessCheck {}

    /** The address of the runtime for clients. */
    default String endpoint(String host, int port) {
        String authority = (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
        return switch (this) {
            case Tcp _ -> "tcp://" + authority;
            case Http _ -> "http://" + authority;
        };
    }
}
