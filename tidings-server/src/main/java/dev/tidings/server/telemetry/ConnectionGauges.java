package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** The connections of the port. */
public final class ConnectionGauges {
    private ConnectionGauges() {}

    /**
     * @param open now
     * @param refused so far, since their address had its share
     */
    public static void register(MeterRegistry registry, IntSupplier open, LongSupplier refused) {
        Gauge.builder("tidings.connections.open", open, IntSupplier::getAsInt)
                .description("Open connections to this node, of limits.connections")
                .strongReference(true)
                .register(registry);
        FunctionCounter.builder("tidings.connections.refused", refused, LongSupplier::getAsLong)
                .description(
                        "Connections that were closed at once, since their address had limits.connections_per_address")
                .register(registry);
    }
}
