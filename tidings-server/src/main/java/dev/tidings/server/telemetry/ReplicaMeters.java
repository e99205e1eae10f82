package dev.tidings.server.telemetry;

import dev.tidings.core.store.ReplicaUse;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** Meters of the read replica. */
public final class ReplicaMeters {
    private static final double MILLIS_PER_SECOND = 1_000;

    private ReplicaMeters() {}

    public static void register(MeterRegistry registry, Supplier<ReplicaUse> replica) {
        gauge(
                registry,
                "tidings.store.replica.available",
                "1 while the read replica answers lists, 0 while the primary does",
                replica,
                use -> use.available() ? 1 : 0);
        gauge(
                registry,
                "tidings.store.replica.lag.seconds",
                "Age of the newest heartbeat of a node that has reached the read replica",
                replica,
                ReplicaMeters::lagSeconds);
        queries(registry, "replica", replica, ReplicaUse::byReplica);
        queries(registry, "primary", replica, ReplicaUse::byPrimary);
        FunctionCounter.builder(
                        "tidings.store.replica.failures",
                        replica,
                        use -> use.get().failures())
                .description("Queries that failed on the read replica; the primary then answered them")
                .register(registry);
    }

    private static void queries(
            MeterRegistry registry, String by, Supplier<ReplicaUse> replica, ToDoubleFunction<ReplicaUse> count) {
        FunctionCounter.builder("tidings.store.replica.queries", replica, use -> count.applyAsDouble(use.get()))
                .description("Queries of lists, by the database that answered")
                .tag("answered_by", by)
                .register(registry);
    }

    private static void gauge(
            MeterRegistry registry,
            String name,
            String description,
            Supplier<ReplicaUse> replica,
            ToDoubleFunction<ReplicaUse> value) {
        Gauge.builder(name, replica, use -> value.applyAsDouble(use.get()))
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static double lagSeconds(ReplicaUse use) {
        Duration lag = use.lag();
        return lag == null ? Double.NaN : lag.toMillis() / MILLIS_PER_SECOND;
    }
}
