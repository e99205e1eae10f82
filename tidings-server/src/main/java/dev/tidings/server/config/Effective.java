package dev.tidings.server.config;

/**
 * A value as it holds, for people.
 *
 * @param path such as {@code server.port}
 * @param value as it would be written, secrets masked
 * @param env the variable that overrides it
 */
public record Effective(String path, String value, Origin origin, String env) {
    /** Where a value came from. */
    public enum Origin {
        DEFAULT,
        FILE,
        ENV
    }
}
