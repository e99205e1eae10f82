package dev.tidings.bench.chaos;

import java.time.Instant;

/**
 * A fault that was injected.
 *
 * @param node the affected run of a node; the database for an outage
 * @param from the start, by this machine's clock, which the database shares
 */
record Disturbance(Kind kind, String node, Instant from, Instant to) {
    enum Kind {
        KILL,
        RESTART,
        OUTAGE
    }

    /** Whether it may have interrupted an attempt of this time. A graceful restart interrupts none. */
    boolean cuts(Instant started, Instant takenOver) {
        return kind != Kind.RESTART && !started.isAfter(to) && !takenOver.isBefore(from);
    }
}
