package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** Gauges of open connections and subscriptions, and of live nodes. */
public final class NodeGauges {
    private final MeterRegistry registry;

    public NodeGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * Registers the meters of connections.
     *
     * @param open open connections
     * @param refused connections refused for their address
     */
    public void connections(IntSupplier open, LongSupplier refused) {
        gauge("tidings.connections.open", "Open connections to this node, limited by limits.connections", open);
        FunctionCounter.builder("tidings.connections.refused", refused, LongSupplier::getAsLong)
                .description("Connections closed at once because of limits.connections_per_address")
                .register(registry);
    }

    /** @param taken permits of subscriptions that are open or being opened */
    public void subscribers(IntSupplier taken) {
        gauge(
                "tidings.push.permits.used",
                "Open subscriptions on this node, limited by gateway.max_subscribers",
                taken);
    }

    /** @param living the number of live nodes, as seen by this node */
    public void nodes(IntSupplier living) {
        gauge("tidings.nodes.live", "Live nodes that share the store, as seen by this node", living);
    }

    private void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
