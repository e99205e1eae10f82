package dev.tidings.jobs;

import dev.tidings.streams.redis.StreamSettings;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The streams of jobs.
 *
 * @param tenant the tenant that owns the games
 */
public record JobStreams(String tenant, Read read, Written written) {
    /** The key of the offset of start jobs, independent of the stream's name. */
    public static final String START_LABEL = "startjobs";

    /** The key of the offset of stop jobs, independent of the stream's name. */
    public static final String STOP_LABEL = "stopjobs";

    /**
     * The streams that are read.
     *
     * @param startJobs the stream of start jobs
     * @param stopJobs the stream of stop jobs
     * @param block the block time of a read
     * @param count the maximum number of entries per read; entries of different games run in parallel
     * @param group the consumer group, if several nodes read the streams; null if the driving node reads from the
     *     offset in the store
     */
    public record Read(
            String startJobs, String stopJobs, Duration block, int count, StreamSettings.@Nullable Group group) {}

    /**
     * The streams that are written.
     *
     * @param results the stream of job results
     * @param health the stream of exits and restarts
     * @param length the approximate number of entries that they keep
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
