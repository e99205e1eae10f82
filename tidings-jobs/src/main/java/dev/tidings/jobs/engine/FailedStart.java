package dev.tidings.jobs.engine;

import dev.tidings.jobs.runtime.DriverFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what a failed start left behind. */
public final class FailedStart {
    private static final Logger LOG = LoggerFactory.getLogger(FailedStart.class);

    private FailedStart() {}

    /**
     * Runs the removal to its end, also on an interrupted thread. A removal that fails is logged and suppressed in the
     * start's failure, and left to the next sweep.
     *
     * @param kind what is removed, such as {@code container}
     * @param name of what is removed
     */
    public static void removeAfter(RuntimeException failed, String kind, String name, Runnable removal) {
        Waiting.uninterrupted(() -> {
            try {
                removal.run();
            } catch (DriverFailure again) {
                failed.addSuppressed(again);
                LOG.warn(
                        "{} not removed after a failed start; the next sweep removes it; name={} cause={}",
                        kind,
                        name,
                        again.getMessage());
            }
        });
    }
}
