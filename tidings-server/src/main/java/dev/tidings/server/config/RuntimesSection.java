package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Settings of runtimes.
 *
 * @param host the address of this machine on which runtimes listen
 * @param startTimeout how long a runtime may take to respond, including the pull of its image
 * @param stopGrace the time between asking a runtime to stop and killing it
 * @param reapGrace how long an orphaned runtime is kept before it is removed
 * @param readiness the default readiness check of catalogue entries
 * @param readinessKept how long a silent connection must stay open to count as ready, with {@code tcp}
 * @param logBytes the size limit of a runtime's log file, of which there are two
 * @param catalogue images by reference; the driver {@code process} knows no others
 */
public record RuntimesSection(
        String host,
        Duration startTimeout,
        Duration stopGrace,
        Duration reapGrace,
        ReadinessSection readiness,
        Duration readinessKept,
        int logBytes,
        Map<String, CatalogueSection> catalogue,
        DockerSection docker) {
    private static final int KIB = 1024;

    public RuntimesSection {
        catalogue = Map.copyOf(catalogue);
    }

    static RuntimesSection read(Section in) {
        ReadinessSection readiness = ReadinessSection.read(in, new ReadinessSection(ReadinessSection.TCP, "/"));
        return new RuntimesSection(
                in.text("host", "127.0.0.1"),
                in.duration("start_timeout", Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofHours(1)),
                in.duration("stop_grace", Duration.ofSeconds(10), Duration.ZERO, Duration.ofMinutes(10)),
                in.duration("reap_grace", Duration.ofMinutes(10), Duration.ofSeconds(1), Duration.ofDays(30)),
                readiness,
                in.duration("readiness_kept", Duration.ofSeconds(1), Duration.ZERO, Duration.ofMinutes(1)),
                in.bytes("log_bytes", KIB * KIB, 4 * KIB, 1024 * KIB * KIB),
                in.sections("catalogue", entry -> CatalogueSection.read(entry, readiness)),
                DockerSection.read(in.section("docker")));
    }

    /**
     * The readiness check of a runtime.
     *
     * @param probe {@code tcp}: it accepts a connection; {@code http}: it responds to GET with 2xx
     * @param path the path for {@code http}
     */
    public record ReadinessSection(String probe, String path) {
        public static final String TCP = "tcp";
        public static final String HTTP = "http";

        private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/?=&-]{0,200}");

        static ReadinessSection read(Section in, ReadinessSection fallback) {
            String path = in.text("readiness_path", fallback.path());
            if (!PATH.matcher(path).matches()) {
                in.error("readiness_path", path, "/?=&~a path such as /healthz, of letters, digits and -._~/?=&~/?=&");
            }
            return new ReadinessSection(in.choice("readiness", fallback.probe(), List.of(TCP, HTTP)), path);
        }
    }

    /**
     * An image of the catalogue.
     *
     * @param command the program and its arguments, without a shell; for the driver {@code docker} it replaces
     * the image's command, if set
     * @param port the port on which the runtime listens; 0 to choose one and pass it in PORT
     * @param network the container's network; empty for runtimes.docker.network
     */
    public record CatalogueSection(
            List<Sensitive> command, Map<String, Sensitive> env, int port, ReadinessSection readiness, String network) {
        public CatalogueSection {
            command = List.copyOf(command);
            env = Map.copyOf(env);
        }

        static CatalogueSection read(Section in, ReadinessSection fallback) {
            return new CatalogueSection(
                    in.command("command"),
                    in.section("env").secrets(),
                    in.integer("port", 0, 0, 65_535),
                    ReadinessSection.read(in, fallback),
                    in.text("network", ""));
        }
    }
}
