package dev.tidings.server.config;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Settings of the container engine and its containers.
 *
 * @param host {@code unix:///run/podman/podman.sock} or {@code tcp://…}; empty for DOCKER_HOST or the default
 * sockets
 * @param prefix the prefix of container names; installations that share a container engine need different ones
 * @param pull always, missing or never
 * @param images images that jobs may use besides the catalogue; empty allows all, on loopback only
 * @param requireDigest whether jobs must name images by digest
 * @param network {@code closed}, {@code host}, or a network whose containers publish their port
 * @param port the port on which runtimes listen in their own network
 * @param user the user of runtimes; empty for the image's user
 * @param memoryMib 0 for no limit
 * @param cpus 0 for no limit
 * @param pids 0 for no limit
 * @param tmpMib the memory for /tmp; the image is read-only
 * @param callTimeout the timeout of one call to the container engine, except pulls
 */
public record DockerSection(
        Sensitive host,
        String prefix,
        String pull,
        List<String> images,
        boolean requireDigest,
        String network,
        int port,
        String user,
        int memoryMib,
        BigDecimal cpus,
        int pids,
        int tmpMib,
        Duration callTimeout) {
    /** The network without routes to the outside. */
    public static final String CLOSED = "closed";

    private static final Pattern PREFIX = Pattern.compile("[a-z0-9]{1,20}");
    private static final BigDecimal MOST_CPUS = BigDecimal.valueOf(1_024);

    public DockerSection {
        images = List.copyOf(images);
    }

    static DockerSection read(Section in) {
        String prefix = in.text("prefix", "tidings");
        if (!PREFIX.matcher(prefix).matches()) {
            in.error("prefix", prefix, "1 to 20 lower-case letters and digits");
        }
        Sensitive host = in.sensitive("host", "", Sensitive::address);
        if (!host.isEmpty() && !host.reveal().matches("(unix|tcp)://.*")) {
            in.error("host", host.toString(), "unix:// with a socket, or tcp:// with an address");
        }
        return new DockerSection(
                host,
                prefix,
                in.choice("pull", "missing", List.of("always", "missing", "never")),
                in.list("images", List.of()),
                "true".equals(in.choice("require_digest", "false", List.of("true", "false"))),
                in.text("network", CLOSED),
                in.integer("port", 8080, 1, 65_535),
                in.text("user", ""),
                in.integer("memory_mib", 512, 0, 1024 * 1024),
                cpus(in),
                in.integer("pids", 256, 0, 1_000_000),
                in.integer("tmp_mib", 64, 1, 1024 * 1024),
                in.duration("call_timeout", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofMinutes(10)));
    }

    private static BigDecimal cpus(Section in) {
        String text = in.text("cpus", "1");
        try {
            BigDecimal cpus = new BigDecimal(text);
            if (cpus.signum() >= 0 && cpus.compareTo(MOST_CPUS) <= 0) {
                return cpus;
            }
        } catch (NumberFormatException wrong) {
            // Reported below.
        }
        in.error("cpus", text, "a number from 0 to " + MOST_CPUS + ", such as 0.5");
        return BigDecimal.ONE;
    }
}
