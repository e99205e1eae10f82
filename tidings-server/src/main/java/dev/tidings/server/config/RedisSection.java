package dev.tidings.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * The connection to Redis.
 *
 * @param url such as {@code redis://user:password@cache.example.com:6379/0}; empty if Redis is not used
 */
public record RedisSection(Sensitive url) {
    static RedisSection read(Section in) {
        Sensitive url = in.sensitive("url", "", Sensitive::url);
        if (!url.isEmpty() && !url.reveal().matches("rediss?://.*")) {
            in.error("url", url.toString(), "a redis:// or rediss:// URL, such as redis://cache.example.com:6379");
        }
        return new RedisSection(url);
    }

    /** Whether Redis is on this machine, or not used. */
    public boolean loopback() {
        if (url.isEmpty()) {
            return true;
        }
        try {
            String host = new URI(url.reveal()).getHost();
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (URISyntaxException | UnknownHostException unknown) {
            return false;
        }
    }
}
