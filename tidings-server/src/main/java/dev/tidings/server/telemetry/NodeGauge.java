package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** How many nodes live. */
public final class NodeGauge {
    private NodeGauge() {}

    /** @param living as this node has heard */
    public static void register(MeterRegistry registry, IntSupplier living) {
        Gauge.builder("tidings.nodes.living", living, IntSupplier::getAsInt)
                .description("Nodes that share the store and take work, as this one has heard")
                .strongReference(true)
                .register(registry);
    }
}
