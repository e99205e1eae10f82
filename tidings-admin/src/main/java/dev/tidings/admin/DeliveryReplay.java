package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.Ids;
import dev.tidings.core.routing.Route;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Replays deliveries. Those with a channel become pending on it; those that were skipped without one are routed
 * again to the current endpoints. Blocks on the store, whose transaction decides between concurrent replays.
 */
public final class DeliveryReplay {
    private final ChangeStore changes;
    private final EndpointStore endpoints;
    private final Router router;
    private final Set<String> dedupedByChannel;
    private final Ids ids;
    private final InstantSource clock;
    private final Consumer<String> wake;

    /**
     * @param endpoints the current endpoints, not a cache
     * @param dedupedByChannel the channels on which a dedupe key is shared by all producers, types and
     * recipients
     * @param wake notified of the channels that have due deliveries
     */
    public DeliveryReplay(
            ChangeStore changes,
            EndpointStore endpoints,
            Router router,
            Set<String> dedupedByChannel,
            Ids ids,
            InstantSource clock,
            Consumer<String> wake) {
        this.changes = changes;
        this.endpoints = endpoints;
        this.router = router;
        this.dedupedByChannel = Set.copyOf(dedupedByChannel);
        this.ids = ids;
        this.clock = clock;
        this.wake = wake;
    }

    /** Whether the delivery was skipped without a channel. */
    static boolean unrouted(Delivery delivery) {
        return delivery.status() == DeliveryStatus.SKIPPED && delivery.channel().equals(Router.NO_CHANNEL);
    }

    /**
     * Replays the deliveries that can be replayed.
     *
     * @return their number; the others are in another state by now, have no enabled endpoint, or their dedupe
     * key is in use
     */
    int replay(String tenant, List<Delivery> deliveries, Duration spacing) {
        Map<Boolean, List<Delivery>> parts =
                deliveries.stream().collect(Collectors.partitioningBy(DeliveryReplay::unrouted));
        List<Delivery> routed = parts.getOrDefault(false, List.of());
        List<DeliveryId> replayed = routed.isEmpty()
                ? List.of()
                : changes.replay(tenant, routed.stream().map(Delivery::id).toList(), spacing);
        if (!replayed.isEmpty()) {
            routed.stream().map(Delivery::channel).distinct().forEach(wake);
        }
        return replayed.size() + reroute(tenant, parts.getOrDefault(true, List.of()), spacing);
    }

    /** Whether a delivery that was skipped without a channel has a route now. Blocks. */
    boolean routable(Delivery delivery) {
        Map<String, List<Endpoint>> own = endpoints.ofRecipients(delivery.tenant(), List.of(delivery.recipient()));
        return rerouting(delivery, routes(delivery, own), clock.instant()) != null;
    }

    private List<Route> routes(Delivery delivery, Map<String, List<Endpoint>> own) {
        return router.reroute(
                delivery.tenant(),
                delivery.type(),
                delivery.recipient(),
                own.getOrDefault(delivery.recipient(), List.of()));
    }

    private int reroute(String tenant, List<Delivery> unrouted, Duration spacing) {
        if (unrouted.isEmpty()) {
            return 0;
        }
        Map<String, List<Endpoint>> own = endpoints.ofRecipients(
                tenant, unrouted.stream().map(Delivery::recipient).distinct().toList());
        Instant now = clock.instant();
        List<Rerouting> batch = new ArrayList<>();
        for (Delivery delivery : unrouted) {
            Rerouting rerouting = rerouting(delivery, routes(delivery, own), now);
            if (rerouting != null) {
                batch.add(rerouting);
            }
        }
        List<DeliveryId> done = changes.reroute(tenant, batch, spacing);
        channels(batch, new HashSet<>(done)).forEach(wake);
        return done.size();
    }

    /** Returns null if there is no route. */
    private @Nullable Rerouting rerouting(Delivery delivery, List<Route> routes, Instant now) {
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Route route : routes) {
            if (route.skipReason() == null) {
                DeliveryId id = deliveries.isEmpty() ? delivery.id() : ids.deliveryBeside(delivery.id(), now);
                deliveries.add(NewDelivery.pending(id, route.channel(), route.recipient(), route.address())
                        .to(route.endpoint()));
            }
        }
        if (deliveries.isEmpty()) {
            return null;
        }
        for (Route route : routes) {
            if (route.skipReason() != null) {
                deliveries.add(NewDelivery.skipped(
                                ids.deliveryBeside(delivery.id(), now),
                                route.channel(),
                                route.recipient(),
                                route.address(),
                                route.skipReason())
                        .to(route.endpoint()));
            }
        }
        return new Rerouting(deliveries, dedupedByChannel);
    }

    private static Set<String> channels(List<Rerouting> batch, Set<DeliveryId> done) {
        Set<String> channels = new TreeSet<>();
        for (Rerouting one : batch) {
            if (done.contains(one.id())) {
                one.deliveries().stream()
                        .filter(delivery -> delivery.status() == DeliveryStatus.PENDING)
                        .map(NewDelivery::channel)
                        .forEach(channels::add);
            }
        }
        return channels;
    }
}
