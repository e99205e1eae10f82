package dev.tidings.server.telemetry;

import dev.tidings.core.store.WaitCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gauges of waiting deliveries, per reason, from the last count. */
public final class WaitGauges {
    private WaitGauges() {}

    /** @param counts returns null before the first count; the gauges are not numbers then */
    public static void register(
            MeterRegistry registry, Collection<String> reasons, Supplier<@Nullable WaitCounts> counts) {
        for (String reason : reasons) {
            Gauge.builder("tidings.deliveries.waiting", counts, latest -> deliveries(latest.get(), reason))
                    .description("Deliveries that wait for this; at least so many if the count is not complete")
                    .tag("for", reason)
                    .strongReference(true)
                    .register(registry);
        }
        Gauge.builder("tidings.deliveries.waiting.complete", counts, latest -> complete(latest.get()))
                .description("1 if all waiting deliveries are counted, 0 if the counts are lower bounds")
                .strongReference(true)
                .register(registry);
    }

    private static double deliveries(@Nullable WaitCounts counts, String reason) {
        return counts == null ? Double.NaN : counts.of(reason);
    }

    private static double complete(@Nullable WaitCounts counts) {
        return counts == null ? Double.NaN : counts.complete() ? 1 : 0;
    }
}
