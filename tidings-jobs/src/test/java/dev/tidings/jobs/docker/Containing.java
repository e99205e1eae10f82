package dev.tidings.jobs.docker;

import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.driver.AllowedImages;
import dev.tidings.jobs.driver.ReadinessCheck;
import dev.tidings.testkit.container.Podman;
import java.math.BigDecimal;
import java.time.Duration;

/** Settings of container drivers in tests. */
public final class Containing {
    private static final int LOG_BYTES = 16 * 1024;

    private Containing() {}

    /** Settings of a container driver in tests. */
    public static DockerSettings settings(Podman podman, String network, Pull pull) {
        return settings(podman, network, pull, AllowedImages.any(false), "tidings");
    }

    /** @param owner the prefix of names */
    static DockerSettings settings(Podman podman, String network, Pull pull, AllowedImages images, String owner) {
        return new DockerSettings(
                podman.host(),
                owner,
                "node-1",
                "127.0.0.1",
                pull,
                network,
                images,
                8080,
                "",
                64L * 1024 * 1024,
                new BigDecimal("0.5"),
                50,
                4,
                new ReadinessCheck.Tcp(),
                Duration.ofMillis(250),
                LOG_BYTES,
                Duration.ofSeconds(10));
    }
}
