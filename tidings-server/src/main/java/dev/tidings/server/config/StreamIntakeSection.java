package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;

/**
 * Intents from a Redis Stream.
 *
 * @param group whether several nodes share the stream
 * @param groupName of their consumer group
 * @param block how long Redis is asked to wait for entries
 * @param count entries a read at most
 * @param tenant whose intents they are
 * @param idle when entries of another node are taken over
 * @param deliveries how often an entry is dealt out before it goes to quarantine
 */
public record StreamIntakeSection(
        boolean enabled,
        String stream,
        boolean group,
        String groupName,
        Duration block,
        int count,
        String tenant,
        Duration idle,
        int deliveries) {
    /** What the store takes as the source of a quarantined entry, and as a tenant. */
    private static final int LONGEST_STREAM = 200;

    private static final int LONGEST_TENANT = 64;

    static StreamIntakeSection read(Section in) {
        return new StreamIntakeSection(
                "true".equals(in.choice("enabled", "false", List.of("true", "false"))),
                in.name("stream", "tidings:intents", LONGEST_STREAM),
                "group".equals(in.choice("mode", "single", List.of("single", "group"))),
                in.name("group", "tidings", LONGEST_STREAM),
                in.duration("block", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(1)),
                in.integer("count", 500, 1, 10_000),
                in.name("tenant", "default", LONGEST_TENANT),
                in.duration("idle", Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofDays(1)),
                in.integer("max_deliveries", 5, 1, 1_000));
    }
}
