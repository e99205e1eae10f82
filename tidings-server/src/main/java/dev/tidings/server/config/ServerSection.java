package dev.tidings.server.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;

/**
 * Settings of the HTTP server.
 *
 * @param allowedHosts host names, besides loopback, that are accepted while there are no API keys
 * @param port 0 for any free port
 * @param shutdownGrace how long a shutdown waits for requests and sends in flight
 * @param tls disabled if there is no certificate
 * @param drainDelay how long the server still accepts requests after a signal, while it reports that it is not
 * ready
 * @param proxies the trusted proxies
 */
public record ServerSection(
        String host,
        int port,
        List<String> allowedHosts,
        Duration shutdownGrace,
        Duration drainDelay,
        Tls tls,
        Proxies proxies) {
    private static final Duration LONGEST_DRAIN = Duration.ofMinutes(5);

    public ServerSection {
        allowedHosts = List.copyOf(allowedHosts);
    }

    /**
     * The proxies in front of the server.
     *
     * @param trusted addresses and CIDR ranges of proxies
     * @param header the header in which they pass the client's address
     */
    public record Proxies(List<String> trusted, String header) {
        private static final String FORWARDED_FOR = "x-forwarded-for";

        public static final Proxies NONE = new Proxies(List.of(), FORWARDED_FOR);

        public Proxies {
            trusted = List.copyOf(trusted);
        }

        static Proxies read(Section in) {
            return new Proxies(
                    in.list("trusted_proxies", List.of()),
                    in.choice("client_address_header", FORWARDED_FOR, List.of(FORWARDED_FOR, "x-real-ip")));
        }
    }

    /**
     * The server's certificate.
     *
     * @param certificate a PEM file with the chain, the server's own certificate first; empty for plain text
     * @param key a PEM file with its private key (PKCS#8)
     */
    public record Tls(String certificate, String key) {
        static Tls read(Section in) {
            Tls tls = new Tls(in.text("certificate", ""), in.text("key", ""));
            if (tls.certificate().isEmpty() != tls.key().isEmpty()) {
                in.error(
                        tls.certificate().isEmpty() ? "certificate" : "key",
                        null,
                        "a PEM file, because server.tls.certificate and server.tls.key must be set together");
            }
            return tls;
        }

        public boolean enabled() {
            return !certificate.isEmpty();
        }
    }

    static ServerSection read(Section in) {
        return new ServerSection(
                in.text("host", "127.0.0.1"),
                in.integer("port", 8434, 0, 65_535),
                in.list("allowed_hosts", List.of()),
                in.duration("shutdown_grace", Duration.ofSeconds(20)),
                in.duration("drain_delay", Duration.ofSeconds(3), Duration.ZERO, LONGEST_DRAIN),
                Tls.read(in.section("tls")),
                Proxies.read(in));
    }

    /** Whether the server is reachable from this machine only. */
    public boolean loopback() {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
