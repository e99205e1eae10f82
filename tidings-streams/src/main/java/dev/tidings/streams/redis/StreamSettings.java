package dev.tidings.streams.redis;

import dev.tidings.streams.Origin;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * @param label under which its offset is kept, whatever the stream is called
 * @param tenant whose quarantine takes what is poison
 * @param block how long Redis is asked to wait for entries
 * @param count entries a read at most
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
     * Many nodes share the stream.
     *
     * @param consumer this node among them; the same after a restart
     * @param idle entries that another node has held unfinished for so long are taken over
     * @param deliveries how often an entry is tried by nodes that do not live to finish it before it goes to quarantine
     */
    public record Group(String name, String consumer, Duration idle, int deliveries) {}

    /** Where quarantined entries come from. */
    public String source() {
        return "redis:" + stream;
    }

    Origin origin() {
        return new Origin(label, "stream " + stream, tenant, source());
    }
}
