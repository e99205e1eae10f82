package dev.tidings.testkit.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a server runs.
 *
 * @param fsync whether a commit reaches the disk before it is answered; needed where crashes or speed are the matter
 * @param settings further settings by the server's own names, such as {@code max_connections}
 */
public record ServerOptions(boolean fsync, Map<String, String> settings) {
    public ServerOptions {
        settings = Map.copyOf(settings);
    }

    /** No fsync: for tests that never crash the server. */
    public static ServerOptions fast() {
        return new ServerOptions(false, Map.of());
    }

    /** The server's own durable defaults: for outages, crashes and measurements. */
    public static ServerOptions durable() {
        return new ServerOptions(true, Map.of());
    }

    public ServerOptions with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ServerOptions(fsync, more);
    }
}
