package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Intents from a Redis Stream.
 *
 * @param group how several nodes share the stream; null where one reads
 * @param block how long Redis is asked to wait for entries
 * @param count entries a read at most
 * @param tenant whose intents they are
 */
public record StreamIntakeSection(
        boolean enabled, String stream, @Nullable GroupSection group, Duration block, int count, String tenant) {
    /** What the store takes as the source of a quarantined entry, and as a tenant. */
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
