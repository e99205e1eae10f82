package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;

/** The meters of group commits. */
final class CommitMeters {
    private final DistributionSummary items;
    private final Timer took;

    CommitMeters(MeterRegistry registry, String verb) {
        this.items = DistributionSummary.builder("tidings.commit.items")
                .description("Items per transaction")
                .tag("verb", verb)
                .serviceLevelObjectives(1, 2, 5, 10, 25, 50, 100, 250, 500)
                .register(registry);
        this.took = Timer.builder("tidings.commit.duration")
                .description("Time until a transaction was durable")
                .tag("verb", verb)
                .serviceLevelObjectives(HistogramBuckets.SHORT)
                .register(registry);
    }

    void record(int count, Duration duration) {
        items.record(count);
        took.record(duration);
    }
}
