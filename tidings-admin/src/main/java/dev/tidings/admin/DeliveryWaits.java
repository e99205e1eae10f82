package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Finds out why deliveries are not attempted now, with two queries for all of them. Blocks. */
public final class DeliveryWaits {
    private final EndpointStore endpoints;
    private final EndpointHealthStore health;
    private final InstantSource clock;

    public DeliveryWaits(EndpointStore endpoints, EndpointHealthStore health, InstantSource clock) {
        this.endpoints = endpoints;
        this.health = health;
        this.clock = clock;
    }

    /** Returns null if nothing delays the delivery. */
    @Nullable
    DeliveryWait of(Delivery delivery) {
        return explained(delivery.tenant(), List.of(delivery)).getFirst().waitsFor();
    }

    Page<ListedDelivery> explained(String tenant, Page<Delivery> page) {
        return new Page<>(explained(tenant, page.items()), page.next());
    }

    private List<ListedDelivery> explained(String tenant, List<Delivery> deliveries) {
        Instant now = clock.instant();
        List<Delivery> waiting = deliveries.stream()
                .filter(delivery -> delivery.nextAttemptAt() != null && now.isBefore(delivery.nextAttemptAt()))
                .toList();
        if (waiting.isEmpty()) {
            return deliveries.stream()
                    .map(delivery -> new ListedDelivery(delivery, null))
                    .toList();
        }
        Map<TargetKey, EndpointCircuit> circuits =
                health.circuitsOf(waiting.stream().map(Delivery::target).toList()).stream()
                        .collect(Collectors.toMap(EndpointCircuit::key, Function.identity()));
        Map<TargetKey, Instant> pauses = new HashMap<>();
        endpoints
                .ofRecipients(
                        tenant,
                        waiting.stream().map(Delivery::recipient).distinct().toList())
                .values()
                .forEach(own -> own.stream()
                        .filter(endpoint -> endpoint.pausedUntil() != null)
                        .forEach(endpoint -> pauses.put(endpoint.target(), endpoint.pausedUntil())));
        return deliveries.stream()
                .map(delivery -> {
                    TargetKey key = delivery.target();
                    Instant pausedUntil = delivery.address() == null ? pauses.get(key) : null;
                    return new ListedDelivery(delivery, DeliveryWait.of(delivery, pausedUntil, circuits.get(key), now));
                })
                .toList();
    }
}
