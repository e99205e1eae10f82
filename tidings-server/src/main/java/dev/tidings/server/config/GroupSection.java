package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How several nodes share a Redis stream.
 *
 * @param name the consumer group
 * @param idle how long another node may hold entries before they are claimed
 * @param deliveries how often an entry is delivered before it goes to quarantine
 */
public record GroupSection(String name, Duration idle, int deliveries) {
    private static final int LONGEST_NAME = 200;

    /** Returns null if one node reads, from an offset in the store. */
    static @Nullable GroupSection read(Section in) {
        boolean group = "group".equals(in.choice("mode", "single", List.of("single", "group")));
        GroupSection section = new GroupSection(
                in.name("group", "tidings", LONGEST_NAME),
                in.duration("idle", Duration.ofMinutes(1), Duration.ofMillis(100), Duration.ofDays(1)),
                in.integer("max_deliveries", 5, 1, 1_000));
        return group ? section : null;
    }
}
