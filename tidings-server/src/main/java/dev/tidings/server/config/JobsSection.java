package dev.tidings.server.config;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Settings of jobs. {@link RuntimesSection} has the settings of runtimes.
 *
 * @param driver {@code process} or {@code docker}
 * @param tenant the tenant that owns the streams' games
 * @param operationTimeout how long a job waits for another one of the same game
 * @param takeover how long after the driving node's death another node takes over
 * @param sweep how often records are compared with what runs
 */
public record JobsSection(
        boolean enabled,
        String driver,
        String tenant,
        Duration operationTimeout,
        Duration takeover,
        Duration sweep,
        RestartSection restart,
        StreamsSection streams) {
    private static final int LONGEST_TENANT = 64;

    /**
     * Whether a runtime that exits by itself is restarted.
     *
     * @param limit the maximum number of restarts in a row; 0 for none
     * @param shortest the delay before the first restart; each further delay is doubled
     * @param longest the maximum delay
     */
    public record RestartSection(int limit, Duration shortest, Duration longest) {
        static RestartSection read(Section in) {
            boolean onFailure = "on_failure".equals(in.choice("policy", "none", List.of("none", "on_failure")));
            int limit = in.integer("limit", 5, 1, 1_000);
            return new RestartSection(
                    onFailure ? limit : 0,
                    in.duration("min", Duration.ofSeconds(1), Duration.ofMillis(1), Duration.ofHours(1)),
                    in.duration("max", Duration.ofMinutes(1), Duration.ofMillis(1), Duration.ofDays(1)));
        }
    }

    /**
     * The streams of jobs.
     *
     * @param length the approximate number of entries that output streams keep
     * @param block the block time of a read
     * @param count the maximum number of entries per read
     * @param group the consumer group, if several nodes read the streams; null if the driving node reads from
     * an offset in the store
     */
    public record StreamsSection(
            String startJobs,
            String stopJobs,
            String results,
            String health,
            int length,
            Duration block,
            int count,
            @Nullable GroupSection group) {
        private static final int LONGEST_NAME = 200;

        static StreamsSection read(Section in) {
            return new StreamsSection(
                    in.name("start_jobs", "runtime:start_jobs", LONGEST_NAME),
                    in.name("stop_jobs", "runtime:stop_jobs", LONGEST_NAME),
                    in.name("results", "runtime:job_results", LONGEST_NAME),
                    in.name("health", "runtime:health_events", LONGEST_NAME),
                    in.integer("length", 100_000, 1, 100_000_000),
                    in.duration("block", Duration.ofSeconds(2), Duration.ofMillis(10), Duration.ofMinutes(1)),
                    in.integer("count", 1, 1, 16),
                    GroupSection.read(in));
        }
    }

    static JobsSection read(Section in) {
        return new JobsSection(
                "true".equals(in.choice("enabled", "false", List.of("true", "false"))),
                in.choice("driver", "process", List.of("process", "docker")),
                in.name("tenant", "default", LONGEST_TENANT),
                in.duration("operation_timeout", Duration.ofSeconds(30), Duration.ZERO, Duration.ofHours(1)),
                in.duration("takeover", Duration.ofSeconds(15), Duration.ofSeconds(3), Duration.ofMinutes(10)),
                in.duration("sweep", Duration.ofSeconds(10), Duration.ofMillis(50), Duration.ofHours(1)),
                RestartSection.read(in.section("restart")),
                StreamsSection.read(in.section("streams")));
    }
}
