package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Expansions whose deliveries the ledger checks. */
final class WatchedExpansions extends ForwardingExpansions {
    private final Ledger ledger;
    private final World world;
    private final InstantSource clock;

    WatchedExpansions(ExpansionStore to, Ledger ledger, World world, InstantSource clock) {
        super(to);
        this.ledger = ledger;
        this.world = world;
        this.clock = clock;
    }

    /** @param until the end of the leases of those that are inserted as sending */
    static void inserted(Ledger ledger, Acceptance one, AcceptResult.Accepted accepted, Instant now, Instant until) {
        Map<DeliveryId, DeliveryStatus> own = new HashMap<>();
        for (ReceiptDelivery delivery : accepted.deliveries()) {
            if (!delivery.reused()) {
                own.put(delivery.id(), delivery.status());
            }
        }
        for (NewDelivery delivery : one.deliveries()) {
            DeliveryStatus status = own.get(delivery.id());
            if (status != null) {
                String queue = one.notification().tenant() + " " + delivery.channel() + " " + delivery.recipient() + " "
                        + delivery.endpointId() + " " + key(delivery);
                ledger.inserted(
                        one.notification(),
                        status == delivery.status() ? delivery : delivery.waiting(),
                        queue,
                        now,
                        until);
            }
        }
    }

    private static @Nullable String key(NewDelivery delivery) {
        DeliveryOrder order = delivery.order();
        return order == null ? null : order.key();
    }

    @Override
    public Optional<LeasedExpansion> claim(LeaseToken token, Duration duration) {
        Optional<LeasedExpansion> leased = super.claim(token, duration);
        leased.ifPresent(one -> world.note("expands", one.notification().id(), "after", one.position()));
        return leased;
    }

    @Override
    public Optional<Advance> advance(
            LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration) {
        Optional<Advance> advance = super.advance(leased, slice, routed, duration);
        advance.ifPresent(done -> {
            NotificationId id = leased.notification().id();
            world.note("expanded", id, slice.recipients());
            inserted(ledger, routed, done.inserted(), clock.instant(), clock.instant());
            ledger.expanded(id, slice);
        });
        return advance;
    }

    @Override
    public Optional<Expansion> cancel(String tenant, NotificationId id) {
        Optional<Expansion> found = super.cancel(tenant, id);
        if (found.isPresent() && found.get().state() == Expansion.State.CANCELED) {
            ledger.canceled(id);
        }
        return found;
    }
}
