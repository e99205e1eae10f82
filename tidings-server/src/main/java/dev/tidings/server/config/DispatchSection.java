package dev.tidings.server.config;

import java.time.Duration;

/**
 * How deliveries are driven.
 *
 * @param node names this process to people; empty: after the host and the data folder. No lease depends on it
 * @param lease how long a worker holds a delivery before another may take it over
 * @param batch deliveries a claim
 * @param pollBusy the safety poll while there is work
 * @param pollIdle the safety poll while there is none
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
