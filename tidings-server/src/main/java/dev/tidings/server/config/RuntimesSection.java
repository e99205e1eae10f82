package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What runs for jobs, and how.
 *
 * @param host the address of this machine at which engines listen and are reached
 * @param startTimeout until an engine has to answer, pulling its image included
 * @param stopGrace between asking an engine to end and killing it
 * @param reapGrace how long something dangles before it is removed
 * @param readiness what counts as an answer, where a catalogue's entry says nothing else
 * @param readinessKept how long a connection on which nothing is said has to stay open to count, with {@code tcp}
 * @param logBytes how much of an engine's log is kept, and once more that
 * @param catalogue images by reference; the only ones that the driver {@code process} knows
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
     * What an engine has to do to count as ready.
     *
     * @param probe {@code tcp}: it takes a connection; {@code http}: it answers GET with 2xx
     * @param path asked for by {@code http}
     */
    public record ReadinessSection(String probe, String path) {
        public static final String TCP = "tcp";
        public static final String HTTP = "http";

        private static final Pattern PATH = Pattern.compile("/[A-Za-z0-9._~/?=&-]{0,200}");

        static ReadinessSection read(Section in, ReadinessSection fallback) {
            String path = in.text("readiness_path", fallback.path());
            if (!PATH.matcher(path).matches()) {
                in.error("readiness_path", path, "a path such as /healthz: / and letters, digits and -._~/?=&");
            }
            return new ReadinessSection(in.choice("readiness", fallback.probe(), List.of(TCP, HTTP)), path);
        }
    }

    /**
     * An image that jobs may name.
     *
     * @param command the program and its arguments, not read by any shell; with the driver {@code docker} in place of
     *     the image's own, if there is one
     * @param port at which the engine listens; 0: one is chosen and told by PORT
     * @param network of its container; empty: runtimes.docker.network
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
