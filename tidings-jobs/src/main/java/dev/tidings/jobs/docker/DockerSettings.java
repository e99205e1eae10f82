package dev.tidings.jobs.docker;

import dev.tidings.jobs.engine.AllowedImages;
import dev.tidings.jobs.engine.ReadinessCheck;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * How containers are run. A bound of 0 is none.
 *
 * @param host the engine's: {@code unix://…} or {@code tcp://…}; empty: DOCKER_HOST, or else the usual sockets
 * @param owner begins names and stands in a label: whose containers these are, where several share an engine
 * @param node names this process to people
 * @param address of this machine, on which ports are published
 * @param network {@code closed}, {@code host}, or one whose containers publish their port
 * @param images that jobs may name beside those of the catalogue
 * @param port at which engines listen in a network of their own
 * @param user empty: as the image says
 * @param readiness of images that the catalogue does not know
 * @param readinessKept how long a silent connection has to stay open before an engine counts as ready
 * @param logBytes of an engine's log, and once more that
 * @param callTimeout of one call
 */
public record DockerSettings(
        String host,
        String owner,
        String node,
        String address,
        Pull pull,
        String network,
        AllowedImages images,
        int port,
        String user,
        long memoryBytes,
        BigDecimal cpus,
        long pids,
        int tmpMib,
        ReadinessCheck readiness,
        Duration readinessKept,
        int logBytes,
        Duration callTimeout) {
    /** When an image is fetched. */
    public enum Pull {
        ALWAYS,
        MISSING,
        NEVER
    }
}
