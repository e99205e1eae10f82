package dev.tidings.server.config;

/**
 * An effective value, for display.
 *
 * @param path such as {@code server.port}
 * @param value as written in the file, with secrets masked
 * @param env the variable that overrides it
 */
public record EffectiveSetting(String path, String value, Origin origin, String env) {
    /** The origin of a value. */
    public enum Origin {
        DEFAULT,
        FILE,
        ENV
    }
}
