package dev.tidings.server.job;

import java.time.Duration;

/**
 * The streams of jobs.
 *
 * @param startJobs read: what is to be started
 * @param stopJobs read: what is to be stopped
 * @param results written: how each ended
 * @param health written: what happened without anybody asking
 * @param length about how many entries those that are written keep
 * @param block how long a read waits
 * @param count entries a read at most; those of different games are worked on side by side
 */
public record JobStreams(
        String startJobs, String stopJobs, String results, String health, int length, Duration block, int count) {
    /** Under which the offset of start jobs is kept, whatever the stream is called. */
    public static final String START_LABEL = "startjobs";

    /** Under which the offset of stop jobs is kept, whatever the stream is called. */
    public static final String STOP_LABEL = "stopjobs";
}
