package dev.tidings.admin;

import dev.tidings.core.channel.Channel;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import dev.tidings.core.store.RateStore;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantSuspensions;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what deliveries wait for, with at most five reads for all deliveries of a page: circuits, endpoints (one read per
 * tenant), and only where some delivery needs them, rates, the heads of queues and permits of
 * concurrency keys. Blocks.
 */
public final class DeliveryWaits {
    private final Ports ports;
    private final Map<String, Channel> channels;
    private final InstantSource clock;

    /**
     * The store ports for waits.
     *
     * @param endpoints reads pauses and rates
     * @param health reads circuits
     * @param rates reads when the next send of an endpoint is due
     * @param queries reads the heads of queues and permits
     * @param suspensions knows which tenants are suspended
     */
    public record Ports(
            EndpointStore endpoints,
            EndpointHealthStore health,
            RateStore rates,
            QueryStore queries,
            TenantSuspensions suspensions) {
        public static Ports of(Store store, TenantSuspensions suspensions) {
            return new Ports(store.endpoints(), store.health(), store.rates(), store.queries(), suspensions);
        }
    }

    /** @param channels name the providers of deliveries */
    public DeliveryWaits(Ports ports, Map<String, Channel> channels, InstantSource clock) {
        this.ports = ports;
        this.channels = channels;
        this.clock = clock;
    }

    /** Returns null if the delivery is being sent or has ended. */
    @Nullable
    Waiting of(Delivery delivery) {
        return explained(List.of(delivery)).getFirst().waiting();
    }

    Page<ListedDelivery> explained(Page<Delivery> page) {
        return new Page<>(explained(page.items()), page.next());
    }

    /** The deliveries may be of several tenants. */
    List<ListedDelivery> explained(List<Delivery> deliveries) {
        List<Delivery> waiting = deliveries.stream().filter(WaitingRules::waits).toList();
        if (waiting.isEmpty()) {
            return deliveries.stream()
                    .map(delivery -> new ListedDelivery(delivery, null))
                    .toList();
        }
        Instant now = clock.instant();
        Map<TargetKey, Endpoint> endpoints = endpoints(waiting);
        Map<DeliveryId, TargetKey> providers = providers(waiting, endpoints);
        Map<TargetKey, EndpointCircuit> circuits = circuits(waiting, providers.values());
        Map<TargetKey, Instant> nextSends = nextSends(endpoints, waiting);
        Map<DeliveryId, Predecessor> predecessors = predecessors(waiting);
        return deliveries.stream()
                .map(delivery -> {
                    TargetKey target = delivery.target();
                    WaitingRules rules = new WaitingRules(
                            delivery,
                            delivery.address() == null ? endpoints.get(target) : null,
                            circuits.get(target),
                            ofProvider(circuits, providers.get(delivery.id())),
                            nextSends.get(target),
                            predecessors.get(delivery.id()),
                            ports.suspensions().since(delivery.tenant()));
                    return new ListedDelivery(delivery, rules.at(now));
                })
                .toList();
    }

    private static List<TargetKey> targets(List<Delivery> deliveries) {
        return deliveries.stream().map(Delivery::target).distinct().toList();
    }

    private Map<TargetKey, EndpointCircuit> circuits(List<Delivery> waiting, Collection<TargetKey> providers) {
        Set<TargetKey> keys = new LinkedHashSet<>(targets(waiting));
        keys.addAll(providers);
        return ports.health().circuitsOf(keys).stream()
                .collect(Collectors.toMap(EndpointCircuit::key, Function.identity()));
    }

    private static @Nullable EndpointCircuit ofProvider(
            Map<TargetKey, EndpointCircuit> circuits, @Nullable TargetKey provider) {
        return provider == null ? null : circuits.get(provider);
    }

    private Map<DeliveryId, TargetKey> providers(List<Delivery> waiting, Map<TargetKey, Endpoint> endpoints) {
        Map<DeliveryId, TargetKey> providers = new HashMap<>();
        for (Delivery delivery : waiting) {
            Channel channel = channels.get(delivery.channel());
            String provider = channel == null ? null : channel.provider(address(delivery, endpoints));
            if (provider != null) {
                providers.put(delivery.id(), TargetKey.ofProvider(delivery.channel(), provider));
            }
        }
        return providers;
    }

    private static String address(Delivery delivery, Map<TargetKey, Endpoint> endpoints) {
        if (delivery.address() != null) {
            return delivery.address();
        }
        Endpoint endpoint = endpoints.get(delivery.target());
        return endpoint == null ? delivery.recipient() : endpoint.address();
    }

    private Map<TargetKey, Endpoint> endpoints(List<Delivery> waiting) {
        Map<TargetKey, Endpoint> found = new HashMap<>();
        Map<String, Set<String>> recipients = waiting.stream()
                .collect(Collectors.groupingBy(
                        Delivery::tenant, Collectors.mapping(Delivery::recipient, Collectors.toSet())));
        recipients.forEach((tenant, own) -> ports.endpoints()
                .ofRecipients(tenant, own)
                .values()
                .forEach(all -> all.forEach(endpoint -> found.put(endpoint.target(), endpoint))));
        return found;
    }

    private Map<TargetKey, Instant> nextSends(Map<TargetKey, Endpoint> endpoints, List<Delivery> waiting) {
        List<TargetKey> limited = targets(waiting).stream()
                .filter(target -> {
                    Endpoint endpoint = endpoints.get(target);
                    return endpoint != null && EndpointRate.of(endpoint.settings()) != null;
                })
                .toList();
        return limited.isEmpty() ? Map.of() : ports.rates().nextSends(limited);
    }

    private Map<DeliveryId, Predecessor> predecessors(List<Delivery> waiting) {
        List<Delivery> behind = waiting.stream()
                .filter(delivery -> delivery.nextAttemptAt() == null)
                .toList();
        if (behind.isEmpty()) {
            return Map.of();
        }
        Map<DeliveryId, Predecessor> predecessors = new HashMap<>();
        ports.queries().queueHeads(behind).forEach((id, head) -> predecessors.put(id, Predecessor.of(head)));
        ports.queries()
                .permitHolders(behind.stream().map(Delivery::id).toList())
                .forEach((id, holder) -> predecessors.put(id, Predecessor.withPermit(holder)));
        return predecessors;
    }
}
