package dev.tidings.jobs;

import dev.tidings.streams.redis.StreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The streams of jobs.
 *
 * @param tenant whose games they are about
 */
public record JobStreams(String tenant, Read read, Written written) {
    /** Under which the offset of start jobs is kept, whatever the stream is called. */
    public static final String START_LABEL = "startjobs";

    /** Under which the offset of stop jobs is kept, whatever the stream is called. */
    public static final String STOP_LABEL = "stopjobs";

    /**
     * The streams that are read.
     *
     * @param startJobs what is to be started
     * @param stopJobs what is to be stopped
     * @param block how long a read waits
     * @param count the maximum number of entries per read; those of different games are worked on side by side
     * @param group how several nodes share what is read; null: the one that drives goes on at the offset in the store
     */
    public record Read(
            String startJobs, String stopJobs, Duration block, int count, StreamSettings.@Nullable Group group) {}

    /**
     * The streams that are written.
     *
     * @param results how each job ended
     * @param health what happened to engines without a job
     * @param length about how many entries they keep
     */
    public record Written(String results, String health, int length) {}

    StreamSettings startJobs() {
        return settings(START_LABEL, read.startJobs());
    }

    StreamSettings stopJobs() {
        return settings(STOP_LABEL, read.stopJobs());
    }

    private StreamSettings settings(String label, String stream) {
        return new StreamSettings(label, stream, tenant, read.block(), read.count(), read.group());
    }
}
