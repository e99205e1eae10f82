package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Shows endpoints with masked addresses and settings, and with what blocks them. Blocks on the store. */
public final class EndpointViews {
    private final EndpointHealthStore health;
    private final Map<String, Channel> channels;
    private final RetrySchedules schedules;
    private final InstantSource clock;

    public EndpointViews(
            EndpointHealthStore health, Map<String, Channel> channels, RetrySchedules schedules, InstantSource clock) {
        this.health = health;
        this.channels = Map.copyOf(channels);
        this.schedules = schedules;
        this.clock = clock;
    }

    EndpointView of(Endpoint endpoint) {
        return all(List.of(endpoint)).getFirst();
    }

    /** Shows endpoints of one tenant. */
    List<EndpointView> all(List<Endpoint> endpoints) {
        if (endpoints.isEmpty()) {
            return List.of();
        }
        Map<TargetKey, EndpointCircuit> circuits =
                health.circuitsOf(endpoints.stream().map(Endpoint::target).toList()).stream()
                        .collect(Collectors.toMap(EndpointCircuit::key, Function.identity()));
        Instant now = clock.instant();
        return endpoints.stream()
                .map(endpoint -> {
                    EndpointCircuit circuit = circuits.get(endpoint.target());
                    return new EndpointView(
                            shown(endpoint, now),
                            circuit == null ? null : EndpointView.Block.of(circuit, now),
                            schedules.of(endpoint));
                })
                .toList();
    }

    private Endpoint shown(Endpoint endpoint, Instant now) {
        Channel channel = channels.get(endpoint.key().channel());
        Endpoint shown = endpoint.withSettings(MaskedSecrets.shown(endpoint.settings()))
                .withSecrets(endpoint.secrets().stream()
                        .filter(secret -> secret.validAt(now))
                        .toList());
        return channel == null ? shown : shown.withAddress(channel.shownAddress(endpoint.address()));
    }
}
