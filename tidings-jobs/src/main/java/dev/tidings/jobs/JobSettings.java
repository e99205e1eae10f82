package dev.tidings.jobs;

import java.time.Duration;

/**
 * How runtimes are driven.
 *
 * @param startTimeout until an engine has to answer
 * @param stopGrace between asking an engine to end and killing it
 * @param patience how long an operation waits for another one of the same game
 * @param sweep how often records are compared with what the driver sees
 * @param reapGrace how long something dangles before it is removed
 */
public record JobSettings(
        JobNode node,
        Duration startTimeout,
        Duration stopGrace,
        Duration patience,
        Duration sweep,
        Duration reapGrace,
        RestartPolicy restart) {
    /** What the driver may take beyond its own bounds. */
    private static final Duration MARGIN = Duration.ofSeconds(60);

    Duration startHold() {
        return startTimeout.plus(MARGIN);
    }

    Duration stopHold() {
        return stopGrace.plus(MARGIN);
    }
}
