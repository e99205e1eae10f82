package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;

/**
 * The Redis that nodes share.
 *
 * @param url such as {@code redis://user:password@cache.example.com:6379/0}; empty where nothing needs it
 */
public record RedisSection(String url) {
    static RedisSection read(Section in) {
        String url = in.secretText("url", "");
        if (!url.isEmpty() && !url.startsWith("redis://") && !url.startsWith("rediss://")) {
            in.error(
                    "url",
                    Masking.url(url),
                    "redis:// or rediss:// and a server, such as redis://cache.example.com:6379");
        }
        return new RedisSection(url);
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "RedisSection[" + Masking.url(url) + "]";
    }
}
