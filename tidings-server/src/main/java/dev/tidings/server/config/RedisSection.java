package dev.tidings.server.config;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;

/**
 * The Redis that nodes share.
 *
 * @param url such as {@code redis://user:password@cache.example.com:6379/0}; empty where nothing needs it
 */
public record RedisSection(Sensitive url) {
    static RedisSection read(Section in) {
        Sensitive url = in.sensitive("url", "", Sensitive::url);
        if (!url.isEmpty() && !url.reveal().matches("rediss?://.*")) {
            in.error(
                    "url",
                    url.toString(),
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
            String host = new URI(url.reveal()).getHost();
            return host != null && InetAddress.getByName(host).isLoopbackAddress();
        } catch (URISyntaxException | UnknownHostException unknown) {
            return false;
        }
    }
}
