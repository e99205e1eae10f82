package dev.tidings.server.config;

import org.jspecify.annotations.Nullable;

/**
 * What is wrong with one value.
 *
 * @param path where, with the variable's name when it came from the environment
 * @param value what stands there, masked if it is a secret; null when nothing does
 */
public record ConfigError(String path, @Nullable String value, String expected) {
    @Override
    public String toString() {
        return path + (value == null ? "" : ": " + value) + "; expected " + expected;
    }
}
