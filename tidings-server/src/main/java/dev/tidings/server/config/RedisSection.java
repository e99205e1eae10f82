package dev.tidings.server.config;

import dev.tidings.core.secret.Masking;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

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

    /** Whether only this machine reaches it, or there is none. */
    public boolean loopback() {
        if (url.isEmpty()) {
            return true;
        }
        try {
            String host = new URI(url).getHost();
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (URISyntaxException | UnknownHostException unknown) {
            return false;
        }
    }

    /** Without what is secret. */
    @Override
    public String toString() {
        return "RedisSection[" + Masking.url(url) + "]";
    }
}
