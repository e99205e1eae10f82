package dev.tidings.server.telemetry;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.function.IntSupplier;

/** How many of the places for subscribers are taken. */
public final class PermitsGauge {
    private PermitsGauge() {}

    /** @param taken by streams that are open or about to be */
    public static void register(MeterRegistry registry, IntSupplier taken) {
        Gauge.builder("tidings.push.places.taken", taken, IntSupplier::getAsInt)
                .description("Open streams of events on this node, of gateway.max_subscribers")
                .strongReference(true)
                .register(registry);
    }
}
