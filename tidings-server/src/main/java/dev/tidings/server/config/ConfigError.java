package dev.tidings.server.config;

import org.jspecify.annotations.Nullable;

/**
 * An invalid value.
 *
 * @param path the setting, with the variable's name if the value came from the environment
 * @param value the value, masked if it is secret; null if there is none
 */
public record ConfigError(String path, @Nullable String value, String expected) {
    @Override
    public String toString() {
        return path + (value == null ? "" : ": " + value) + "; expected " + expected;
    }
}
