package dev.tidings.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Where the server listens.
 *
 * @param allowedHosts names besides those of the loopback interface under which a server without keys is asked for
 * @param port 0 takes any free port
 * @param shutdownGrace how long a stop waits for what is in flight
 */
public record ServerSection(String host, int port, List<String> allowedHosts, Duration shutdownGrace) {
    public ServerSection {
        allowedHosts = List.copyOf(allowedHosts);
    }

    static ServerSection read(Section in) {
        return new ServerSection(
                in.text("host", "127.0.0.1"),
                in.integer("port", 8434, 0, 65_535),
                in.list("allowed_hosts", List.of()),
                in.duration("shutdown_grace", Duration.ofSeconds(20)));
    }

    /** Whether only this machine can reach it. */
    public boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
