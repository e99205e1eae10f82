package dev.tidings.server.telemetry;

import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.WaitCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Gauges of unfinished deliveries per channel, from the last count: a scrape reads no store. */
public final class BacklogGauges {
    private final MeterRegistry registry;
    private final Supplier<@Nullable WaitCounts> counts;

    private BacklogGauges(MeterRegistry registry, Supplier<@Nullable WaitCounts> counts) {
        this.registry = registry;
        this.counts = counts;
    }

    /** @param counts returns null before the first count; the gauges are not numbers then */
    public static void register(
            MeterRegistry registry, Collection<String> channels, Supplier<@Nullable WaitCounts> counts) {
        BacklogGauges gauges = new BacklogGauges(registry, counts);
        channels.forEach(gauges::register);
    }

    private void register(String channel) {
        gauge(
                "tidings.backlog.waiting",
                "Deliveries that have not ended; at least so many if the count is not complete",
                channel,
                latest -> latest.backlog(channel).waiting());
        gauge(
                "tidings.backlog.due",
                "Deliveries that are due; at least so many if the count is not complete",
                channel,
                latest -> latest.backlog(channel).due());
        gauge(
                "tidings.backlog.oldest.due.age.seconds",
                "How long the oldest due delivery had been due when it was counted",
                channel,
                latest -> age(latest.backlog(channel), latest.countedAt()));
        gauge(
                "tidings.backlog.complete",
                "1 if all unfinished deliveries of the channel are counted, 0 if the counts are lower bounds",
                channel,
                latest -> latest.backlog(channel).complete() ? 1 : 0);
    }

    private void gauge(String name, String description, String channel, ToDoubleFunction<WaitCounts> value) {
        Gauge.builder(name, counts, source -> value(source.get(), value))
                .description(description)
                .tag("channel", channel)
                .strongReference(true)
                .register(registry);
    }

    private static double value(@Nullable WaitCounts latest, ToDoubleFunction<WaitCounts> value) {
        return latest == null ? Double.NaN : value.applyAsDouble(latest);
    }

    private static double age(Backlog backlog, Instant countedAt) {
        Instant oldest = backlog.oldestDue();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, countedAt).toMillis() / 1000.0);
    }
}
