package dev.tidings.testkit.server;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Options of a server.
 *
 * @param fsync whether commits reach the disk before the response; needed for crash tests and measurements
 * @param settings further settings of the server, such as {@code max_connections}
 */
public record ServerOptions(boolean fsync, Map<String, String> settings) {
    public ServerOptions {
        settings = Map.copyOf(settings);
    }

    /** Without fsync, for tests that never crash the server. */
    public static ServerOptions fast() {
        return new ServerOptions(false, Map.of());
    }

    /** The server's durable defaults, for outages, crashes and measurements. */
    public static ServerOptions durable() {
        return new ServerOptions(true, Map.of());
    }

    public ServerOptions with(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(settings);
        more.put(name, value);
        return new ServerOptions(fsync, more);
    }
}
