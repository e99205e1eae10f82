package dev.tidings.jobs.docker;

import dev.tidings.jobs.driver.AllowedImages;
import dev.tidings.jobs.driver.ReadinessCheck;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * Settings of containers. A limit of 0 means no limit.
 *
 * @param host the container engine's address: {@code unix://…} or {@code tcp://…}; empty for DOCKER_HOST or the default
 * sockets
 * @param owner the prefix of names and a label, which tell apart the containers of servers that share a container engine
 * @param node the name of this process, for operators
 * @param address the address of this machine on which ports are published
 * @param network {@code closed}, {@code host}, or a network whose containers publish their port
 * @param images the images that jobs may use besides the catalogue
 * @param port the port on which runtimes listen in their own network
 * @param user empty for the image's user
 * @param readiness the check for images that are not in the catalogue
 * @param readinessKept how long a silent connection must stay open before a runtime counts as ready
 * @param logBytes the size limit of a runtime's log file, of which there are two
 * @param callTimeout the timeout of one call
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
    /** When an image is pulled. */
    public enum Pull {
        ALWAYS,
        MISSING,
        NEVER
    }
}
