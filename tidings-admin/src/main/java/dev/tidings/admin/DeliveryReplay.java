package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
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
import org.jspecify.annotations.Nullable;

/**
 * Replays deliveries. Those that were skipped for lack of an endpoint are routed again to the current endpoints, on their channel
 * or, without one, on all; the others become pending again. Blocks on the store, whose transaction decides between concurrent replays.
 */
public final class DeliveryReplay {
    /** The states from which a delivery can be replayed. */
    static final Set<DeliveryStatus> STATES = Set.of(DeliveryStatus.SENT, DeliveryStatus.SKIPPED, DeliveryStatus.DEAD);

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

    /** Whether the delivery was skipped without an endpoint or an address. */
    static boolean unrouted(Delivery delivery) {
        return delivery.status() == DeliveryStatus.SKIPPED
                && delivery.endpointId() == null
                && delivery.address() == null;
    }

    /**
     * Replays the deliveries that can be replayed.
     *
     * @return their number; the others are in another state by now, have no enabled endpoint, or one that was
     * deleted, or their dedupe key is in use
     */
    int replay(String tenant, List<Delivery> deliveries, Duration spacing) {
        List<Rerouting> reroutings = new ArrayList<>();
        List<Delivery> routed = new ArrayList<>();
        Map<String, List<Endpoint>> own = endpointsOf(tenant, deliveries);
        Instant now = clock.instant();
        for (Delivery delivery : deliveries) {
            Rerouting rerouting = unrouted(delivery) ? rerouting(delivery, routes(delivery, own), now) : null;
            if (rerouting != null) {
                reroutings.add(rerouting);
            } else if (!delivery.channel().equals(Router.NO_CHANNEL) && !gone(delivery, own)) {
                routed.add(delivery);
            }
        }
        List<DeliveryId> replayed = routed.isEmpty()
                ? List.of()
                : changes.replay(tenant, routed.stream().map(Delivery::id).toList(), spacing);
        if (!replayed.isEmpty()) {
            routed.stream().map(Delivery::channel).distinct().forEach(wake);
        }
        return replayed.size() + reroute(tenant, reroutings, spacing);
    }

    private Map<String, List<Endpoint>> endpointsOf(String tenant, List<Delivery> deliveries) {
        List<String> recipients = deliveries.stream()
                .filter(delivery -> unrouted(delivery) || delivery.endpointId() != null)
                .map(Delivery::recipient)
                .distinct()
                .toList();
        return recipients.isEmpty() ? Map.of() : endpoints.ofRecipients(tenant, recipients);
    }

    /** Whether the endpoint of a delivery was deleted, so that an attempt would be skipped. Blocks. */
    boolean gone(Delivery delivery) {
        return gone(delivery, endpointsOf(delivery.tenant(), List.of(delivery)));
    }

    private static boolean gone(Delivery delivery, Map<String, List<Endpoint>> own) {
        EndpointId named = delivery.endpointId();
        return named != null
                && own.getOrDefault(delivery.recipient(), List.of()).stream()
                        .noneMatch(endpoint -> endpoint.id().equals(named));
    }

    /** Whether a delivery that was skipped for lack of an endpoint has a route now. Blocks. */
    boolean routable(Delivery delivery) {
        Map<String, List<Endpoint>> own = endpoints.ofRecipients(delivery.tenant(), List.of(delivery.recipient()));
        return rerouting(delivery, routes(delivery, own), clock.instant()) != null;
    }

    private List<Route> routes(Delivery delivery, Map<String, List<Endpoint>> own) {
        List<Endpoint> endpointsOfRecipient = own.getOrDefault(delivery.recipient(), List.of());
        return delivery.channel().equals(Router.NO_CHANNEL)
                ? router.reroute(delivery.tenant(), delivery.type(), delivery.recipient(), endpointsOfRecipient)
                : router.rerouteOn(delivery.channel(), delivery.type(), delivery.recipient(), endpointsOfRecipient);
    }

    private int reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        if (batch.isEmpty()) {
            return 0;
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
