package dev.tidings.server.telemetry;

import dev.tidings.core.access.AccessRefused;
import dev.tidings.core.telemetry.AccessListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** Counts refused requests by reason. */
public final class MicrometerAccessListener implements AccessListener {
    private final Map<AccessRefused.Reason, Counter> refused = new EnumMap<>(AccessRefused.Reason.class);

    public MicrometerAccessListener(MeterRegistry registry) {
        for (AccessRefused.Reason reason : AccessRefused.Reason.values()) {
            refused.put(
                    reason,
                    Counter.builder("tidings.access.refused")
                            .description("Requests refused for lack of access, by reason")
                            .tag("reason", reason.code())
                            .register(registry));
        }
    }

    @Override
    public void refused(AccessRefused.Reason reason) {
        Objects.requireNonNull(refused.get(reason)).increment();
    }
}
