package dev.tidings.streams.redis;

import dev.tidings.streams.StreamSource;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param label the key of the stored offset, independent of the stream's name
 * @param tenant the tenant whose quarantine takes undecodable entries
 * @param block the block time of a read
 * @param count the maximum number of entries per read
 * @param group null for a single reader, whose offset is in the store
 */
public record StreamSettings(
        String label,
        String stream,
        String tenant,
        Duration block,
        int count,
        @Nullable Group group) {
    /**
     * A consumer group, for streams that several nodes share.
     *
     * @param consumer the consumer name of this node; stable across restarts
     * @param idle entries that another node has held unfinished for this long are claimed
     * @param deliveries how often an entry is delivered without being finished before it goes to quarantine
     */
    public record Group(String name, String consumer, Duration idle, int deliveries) {}

    /** The source of quarantined entries. */
    public String source() {
        return "redis:" + stream;
    }

    StreamSource streamSource() {
        return new StreamSource(label, "stream " + stream, tenant, source());
    }
}
