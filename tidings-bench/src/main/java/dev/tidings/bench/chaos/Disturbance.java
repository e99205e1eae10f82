package dev.tidings.bench.chaos;

import java.time.Instant;

/**
 * Something done to the cluster.
 *
 * @param node the life it was done to; the database for an outage
 * @param from when it began, by this machine's clock, which is the database's too
 */
record Disturbance(Kind kind, String node, Instant from, Instant to) {
    enum Kind {
        KILL,
        RESTART,
        OUTAGE
    }

    /** Whether an attempt that ran in this time may have been cut off by it. A graceful restart cuts nothing off. */
    boolean cuts(Instant started, Instant takenOver) {
        return kind != Kind.RESTART && !started.isAfter(to) && !takenOver.isBefore(from);
    }
}
