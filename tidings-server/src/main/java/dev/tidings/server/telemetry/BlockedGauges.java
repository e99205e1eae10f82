package dev.tidings.server.telemetry;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.LocalEndpointHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.List;

/** Gauges of blocked endpoints, per channel and reason, and of blocked providers. */
public final class BlockedGauges {
    private static final List<EndpointCircuit.Reason> REASONS =
            List.of(EndpointCircuit.Reason.RETRY_AFTER, EndpointCircuit.Reason.CIRCUIT);

    private BlockedGauges() {}

    public static void register(MeterRegistry registry, Collection<String> channels, LocalEndpointHealth health) {
        for (String channel : channels) {
            Gauge.builder("tidings.providers.blocked", health, known -> known.blockedProviders(channel))
                    .description("Providers whose circuit is open, such as a mail server")
                    .tag("channel", channel)
                    .register(registry);
            for (EndpointCircuit.Reason reason : REASONS) {
                Gauge.builder("tidings.endpoints.blocked", health, known -> known.blocked(channel, reason))
                        .description("Endpoints that are paused by Retry-After or whose circuit is open")
                        .tag("channel", channel)
                        .tag("reason", reason.code())
                        .register(registry);
            }
        }
    }
}
