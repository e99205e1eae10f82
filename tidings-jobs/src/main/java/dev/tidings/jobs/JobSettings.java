package dev.tidings.jobs;

import java.time.Duration;

/**
 * Settings of runtimes.
 *
 * @param node this node
 * @param startTimeout how long a start waits until the runtime responds
 * @param stopGrace the time between asking a runtime to stop and killing it
 * @param busyTimeout how long an operation waits for another operation on the same game
 * @param sweep how often the records are compared with the driver's runtimes
 * @param reapGrace how long an orphaned container is kept before it is removed
 */
public record JobSettings(
        JobNode node,
        Duration startTimeout,
        Duration stopGrace,
        Duration busyTimeout,
        Duration sweep,
        Duration reapGrace,
        RestartPolicy restart) {
    /** Added to the driver's own timeouts. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    Duration startHold() {
        return startTimeout.plus(MARGIN);
    }

    Duration stopHold() {
        return stopGrace.plus(MARGIN);
    }
}
