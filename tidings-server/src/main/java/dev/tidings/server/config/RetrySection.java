package dev.tidings.server.config;

import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.time.Durations;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a retry policy: {@code min}, {@code max} and {@code max_attempts}, or a {@code schedule}. */
final class RetrySection {
    private static final double JITTER = 0.2;

    private RetrySection() {}

    /** Returns null if the section is absent. */
    static @Nullable RetryPolicy read(Section in) {
        if (!in.present("min", "max", "max_attempts", "schedule", "jitter")) {
            return null;
        }
        double jitter = in.share("jitter", JITTER);
        List<Duration> schedule = in.durations("schedule");
        Duration longest = schedule.stream().max(Duration::compareTo).orElse(Duration.ZERO);
        if (longest.compareTo(RetryPolicy.LONGEST) > 0) {
            in.error(
                    "schedule",
                    "a delay of " + Durations.text(longest),
                    "delays of at most " + Durations.text(RetryPolicy.LONGEST));
            return null;
        }
        if (!schedule.isEmpty()) {
            if (in.present("min", "max", "max_attempts")) {
                in.error("schedule", schedule.size() + " delays", "either schedule or min, max and max_attempts");
                return null;
            }
            RetryPolicy scheduled = RetryPolicy.scheduled(schedule);
            return new RetryPolicy(
                    scheduled.maxAttempts(), scheduled.min(), scheduled.max(), scheduled.schedule(), jitter);
        }
        Duration min = in.duration("min", Duration.ofSeconds(1), Duration.ZERO, RetryPolicy.LONGEST);
        Duration max = in.duration("max", Duration.ofHours(1), Duration.ZERO, RetryPolicy.LONGEST);
        int attempts = in.integer("max_attempts", 10, 1, 1_000);
        if (max.compareTo(min) < 0) {
            in.error("max", Durations.text(max), "at least min, which is " + Durations.text(min));
            return null;
        }
        return new RetryPolicy(attempts, min, max, List.of(), jitter);
    }
}
