package dev.tidings.jobs;

import dev.tidings.streams.redis.StreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

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
 * @param group how several nodes share what is read; null: the one that drives goes on at the offset in the store
 */
public record JobStreams(
        String startJobs,
        String stopJobs,
        String results,
        String health,
        int length,
        Duration block,
        int count,
        StreamSettings.@Nullable Group group) {
    /** Under which the offset of start jobs is kept, whatever the stream is called. */
    public static final String START_LABEL = "startjobs";

    /** Under which the offset of stop jobs is kept, whatever the stream is called. */
    public static final String STOP_LABEL = "stopjobs";
}
