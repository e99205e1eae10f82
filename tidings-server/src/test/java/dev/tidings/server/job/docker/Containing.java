package dev.tidings.server.job.docker;

import dev.tidings.server.job.docker.DockerSettings.Pull;
import dev.tidings.server.job.engine.Readiness;
import dev.tidings.testkit.container.Podman;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Assumptions;

/** A container engine for tests, or the word why there is none. */
public final class Containing {
    /** Says that containers must run here, as where a whole build is checked: without an engine tests fail then. */
    private static final boolean REQUIRED = "true".equals(System.getenv("REQUIRE_CONTAINERS"));

    private static final int LOG_BYTES = 16 * 1024;

    private Containing() {}

    /** What a driver of tests holds containers to. */
    public static DockerSettings settings(Podman podman, String network, Pull pull) {
        return new DockerSettings(
                podman.host(),
                "tidings",
                "node-1",
                "127.0.0.1",
                pull,
                network,
                8080,
                "",
                64L * 1024 * 1024,
                new BigDecimal("0.5"),
                50,
                4,
                new Readiness.Tcp(),
                LOG_BYTES,
                Duration.ofSeconds(10));
    }

    /** Starts one. Where that cannot be, the test is skipped and says why. */
    public static Podman podman() {
        List<String> missing = Podman.missing();
        if (!missing.isEmpty()) {
            String why = "not here: " + String.join(", ", missing) + "; script/packages installs it on Debian, as root";
            if (REQUIRED) {
                throw new IllegalStateException("containers must run here; " + why);
            }
            System.out.println("skipped: tests on containers; " + why);
            Assumptions.abort(why);
        }
        return Podman.start();
    }
}
