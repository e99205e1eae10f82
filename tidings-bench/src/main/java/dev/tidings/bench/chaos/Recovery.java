package dev.tidings.bench.chaos;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;

/**
 * The recovery of a killed node's deliveries.
 *
 * @param node the killed run of the node
 * @param held the maximum number of deliveries it held after the kill
 * @param took the time from the kill until it held none; a figure and no guarantee, because it depends on the machine
 * @param complete whether it holds none; false when that took longer than two minutes
 */
record Recovery(String node, int held, Instant from, Duration took, boolean complete) {
    private static final long LOOK_EVERY_MS = 50;
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    /** Waits until the last delivery is claimed by another node, even during outages. */
    static Recovery watch(Backing backing, String node, Instant killed) {
        long begun = System.nanoTime();
        int most = 0;
        while (true) {
            int held;
            try {
                held = backing.heldBy(node);
            } catch (SQLException away) {
                held = Math.max(1, most);
            }
            most = Math.max(most, held);
            Duration passed = Duration.ofNanos(System.nanoTime() - begun);
            if (held == 0 || passed.compareTo(TIMEOUT) > 0) {
                return new Recovery(node, most, killed, passed, held == 0);
            }
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_EVERY_MS);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
                return new Recovery(node, most, killed, passed, false);
            }
        }
    }
}
