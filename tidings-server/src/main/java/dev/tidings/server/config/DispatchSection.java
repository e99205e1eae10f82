package dev.tidings.server.config;

import java.time.Duration;

/**
 * Settings of dispatching.
 *
 * @param node the node's name for operators; empty to derive it from host and data directory. Leases do not depend
 * on it
 * @param lease how long a worker holds a delivery before another may claim it
 * @param batch the maximum number of deliveries per claim
 * @param pollBusy the safety poll interval while there is work
 * @param pollIdle the safety poll interval while there is none
 */
public record DispatchSection(String node, Duration lease, int batch, Duration pollBusy, Duration pollIdle) {
    static DispatchSection read(Section in) {
        return new DispatchSection(
                in.text("node", ""),
                in.duration("lease", Duration.ofSeconds(30), Duration.ofSeconds(1), Duration.ofHours(1)),
                in.integer("batch", 64, 1, 500),
                in.duration("poll_busy", Duration.ofMillis(100), Duration.ofMillis(10), Duration.ofMinutes(1)),
                in.duration("poll_idle", Duration.ofSeconds(1), Duration.ofMillis(10), Duration.ofMinutes(1)));
    }
}
