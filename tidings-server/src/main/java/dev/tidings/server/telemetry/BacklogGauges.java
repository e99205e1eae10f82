package dev.tidings.server.telemetry;

import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.time.Ticker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gauges of waiting deliveries. The store is queried on a scrape, at most every three seconds. */
public final class BacklogGauges {
    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

    private final QueryStore store;
    private final Executor reads;
    private final InstantSource clock;
    private final Ticker ticker;
    private volatile Map<String, Backlog> known = Map.of();
    private @Nullable CompletableFuture<Void> refreshed;
    private long refreshedAt;

    public BacklogGauges(
            MeterRegistry registry,
            Collection<String> channels,
            QueryStore store,
            Executor reads,
            InstantSource clock,
            Ticker ticker) {
        this.store = store;
        this.reads = reads;
        this.clock = clock;
        this.ticker = ticker;
        for (String channel : channels) {
            gauge(registry, "tidings.backlog.waiting", "Deliveries that have not ended", channel, Backlog::waiting);
            gauge(registry, "tidings.backlog.due", "Deliveries that are due", channel, Backlog::due);
            gauge(
                    registry,
                    "tidings.backlog.oldest.due.age.seconds",
                    "Age of the oldest due delivery",
                    channel,
                    this::age);
        }
    }

    /** Queries the store unless the values are fresh; the future completes when the gauges are up to date. */
    public synchronized CompletableFuture<Void> refresh() {
        long now = ticker.nanos();
        if (refreshed == null || now - refreshedAt >= FRESH_NANOS) {
            refreshedAt = now;
            refreshed = CompletableFuture.runAsync(
                    () -> known =
                            store.backlog().stream().collect(Collectors.toMap(Backlog::channel, Function.identity())),
                    reads);
        }
        return refreshed;
    }

    private void gauge(
            MeterRegistry registry, String name, String description, String channel, ToDoubleFunction<Backlog> value) {
        Gauge.builder(name, this, gauges -> gauges.value(channel, value))
                .description(description)
                .tag("channel", channel)
                .register(registry);
    }

    private double value(String channel, ToDoubleFunction<Backlog> of) {
        Backlog backlog = known.get(channel);
        return backlog == null ? 0 : of.applyAsDouble(backlog);
    }

    private double age(Backlog backlog) {
        Instant oldest = backlog.oldestDue();
        return oldest == null
                ? 0
                : Math.max(0, Duration.between(oldest, clock.instant()).toMillis() / 1000.0);
    }
}
