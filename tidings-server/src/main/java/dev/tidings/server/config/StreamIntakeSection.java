package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Intake of intents from a Redis stream.
 *
 * @param group the consumer group, if several nodes read the stream; null for a single reader
 * @param block the block time of a read
 * @param count the maximum number of entries per read
 * @param tenant the tenant of the intents
 */
public record StreamIntakeSection(
        boolean enabled, String stream, @Nullable GroupSection group, Duration block, int count, String tenant) {
    /** The store's limits for the source of quarantined entries and for tenants. */
    private static final int LONGEST_STREAM = 200;

    private static final int LONGEST_TENANT = 64;

    static StreamIntakeSection read(Section in) {
        return new StreamIntakeSection(
                "true".equals(in.choice("enabled", "false", List.of("true", "false"))),
                in.name("stream", "tidings:intents", LONGEST_STREAM),
                GroupSection.read(in),
                in.duration("block", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(1)),
                in.integer("count", 500, 1, 10_000),
                in.name("tenant", "default", LONGEST_TENANT));
    }
}
