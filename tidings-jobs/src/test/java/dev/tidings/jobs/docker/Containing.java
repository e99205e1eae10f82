package dev.tidings.jobs.docker;

import dev.tidings.jobs.docker.DockerSettings.Pull;
import dev.tidings.jobs.engine.AllowedImages;
import dev.tidings.jobs.engine.ReadinessCheck;
import dev.tidings.testkit.container.Podman;
import java.math.BigDecimal;
import java.time.Duration;

/** What drivers in tests hold containers to. */
public final class Containing {
    private static final int LOG_BYTES = 16 * 1024;

    private Containing() {}

    /** What a driver of tests holds containers to. */
    public static DockerSettings settings(Podman podman, String network, Pull pull) {
        return settings(podman, network, pull, AllowedImages.any(false), "tidings");
    }

    /** @param owner begins names */
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
