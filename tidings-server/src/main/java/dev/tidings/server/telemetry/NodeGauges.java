package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/** What this node has open, and what it knows of the other nodes. */
public final class NodeGauges {
    private final MeterRegistry registry;

    public NodeGauges(MeterRegistry registry) {
        this.registry = registry;
    }

    /**
     * The connections of the port.
     *
     * @param open now
     * @param refused so far, since their address had its share
     */
    public void connections(IntSupplier open, LongSupplier refused) {
        gauge("tidings.connections.open", "Open connections to this node, of limits.connections", open);
        FunctionCounter.builder("tidings.connections.refused", refused, LongSupplier::getAsLong)
                .description(
                        "Connections that were closed at once, since their address had limits.connections_per_address")
                .register(registry);
    }

    /** @param taken by streams that are open or about to be */
    public void subscribers(IntSupplier taken) {
        gauge("tidings.push.permits.used", "Open streams of events on this node, of gateway.max_subscribers", taken);
    }

    /** @param living nodes, as this one knows them */
    public void nodes(IntSupplier living) {
        gauge("tidings.nodes.live", "Nodes that share the store and take work, as this one has heard", living);
    }

    private void gauge(String name, String description, IntSupplier value) {
        Gauge.builder(name, value, IntSupplier::getAsInt)
                .description(description)
                .strongReference(true)
                .register(registry);
    }
}
