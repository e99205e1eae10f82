package dev.tidings.admin;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.MissedDelivery;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what an endpoint missed among the deliveries to its recipient. */
final class EndpointGaps {
    /** The reasons of skips for lack of an endpoint that gets the message. */
    private static final Set<String> LACKING =
            Set.of(Router.ENDPOINT_DISABLED, Router.RECIPIENT_MISSING, Router.NO_MATCHING_ENDPOINT);

    private EndpointGaps() {}

    /** The channels whose deliveries have to be known. */
    static Set<String> channels(Endpoint endpoint) {
        return Set.of(endpoint.key().channel(), Router.NO_CHANNEL);
    }

    /**
     * Returns what the endpoint missed, in the order of acceptance.
     *
     * @param deliveries all deliveries of some notifications to the recipient on those channels
     */
    static List<MissedDelivery> of(Endpoint endpoint, List<Delivery> deliveries) {
        Map<NotificationId, List<Delivery>> byNotification = new LinkedHashMap<>();
        deliveries.stream()
                .sorted(Comparator.comparing(Delivery::id))
                .filter(delivery -> delivery.address() == null && delivery.status() != DeliveryStatus.CANCELED)
                .filter(delivery -> endpoint.types().matches(delivery.type()))
                .forEach(delivery -> byNotification
                        .computeIfAbsent(delivery.notificationId(), id -> new ArrayList<>())
                        .add(delivery));
        List<MissedDelivery> missed = new ArrayList<>();
        for (List<Delivery> ofOne : byNotification.values()) {
            MissedDelivery one = ofNotification(endpoint, ofOne);
            if (one != null) {
                missed.add(one);
            }
        }
        return missed;
    }

    private static @Nullable MissedDelivery ofNotification(Endpoint endpoint, List<Delivery> deliveries) {
        MissedDelivery missed = null;
        for (Delivery delivery : deliveries) {
            boolean lacking = delivery.status() == DeliveryStatus.SKIPPED && LACKING.contains(delivery.reason());
            if (endpoint.id().equals(delivery.endpointId())) {
                return lacking ? MissedDelivery.skipped(delivery, endpoint.id()) : null;
            }
            if (delivery.endpointId() == null && !lacking) {
                // A skip that was replayed may have gone to this endpoint; another skip had its own reason.
                return null;
            }
            missed = missed == null ? MissedDelivery.beside(delivery, endpoint) : missed;
        }
        return missed;
    }
}
