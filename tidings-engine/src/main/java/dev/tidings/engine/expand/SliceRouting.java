package dev.tidings.engine.expand;

import dev.tidings.core.delivery.HandOff;
import dev.tidings.core.id.Ids;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.routing.Route;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.engine.accept.AcceptRules;
import dev.tidings.engine.accept.RoutedDelivery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Routes the recipients of a slice by the rules of acceptance, with their endpoints of today. */
final class SliceRouting {
    private static final byte[] NO_FINGERPRINT = new byte[0];

    private final AcceptRules rules;
    private final HandOff lanes;
    private final Ids ids;

    SliceRouting(AcceptRules rules, HandOff lanes, Ids ids) {
        this.rules = rules;
        this.lanes = lanes;
        this.ids = ids;
    }

    /** Returns the notification with the deliveries of the slice. Blocks. */
    Acceptance route(LeasedExpansion leased, ExpansionSlice slice, Instant now) {
        Notification notification = leased.notification();
        boolean atOnce =
                notification.notBefore() == null || !notification.notBefore().isAfter(now);
        List<NewDelivery> deliveries = new ArrayList<>();
        for (Route route : rules.router().route(intent(leased, slice))) {
            // Retention treats the deliveries of one notification together, by the time in their ids.
            deliveries.add(RoutedDelivery.of(
                    route, ids.deliveryOf(notification.id(), now), lanes, notification.keys(), atOnce));
        }
        return new Acceptance(notification, NO_FINGERPRINT, rules.dedupe(notification.keys()), deliveries);
    }

    private static Intent intent(LeasedExpansion leased, ExpansionSlice slice) {
        Notification notification = leased.notification();
        Set<String> except = new HashSet<>(leased.audience().except());
        return new Intent(
                notification.tenant(),
                notification.producer(),
                notification.idempotencyKey(),
                notification.type(),
                new Audience.Recipients(slice.recipients().stream()
                        .filter(recipient -> !except.contains(recipient))
                        .toList()),
                leased.audience().channels(),
                notification.content(),
                notification.payload(),
                notification.keys(),
                notification.notBefore(),
                notification.expiresAt(),
                notification.requestId(),
                notification.trace());
    }
}
