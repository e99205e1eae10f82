package dev.tidings.audience.jdbc;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.testkit.store.StoreFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Common to the contracts of expansions: topics, and intents to them. */
abstract class JdbcExpansionsContract extends JdbcTopicsContract {
    static final String TOPIC = "releases";

    JdbcExpansionsContract(StoreFactory factory) {
        super(factory);
    }

    final ExpansionStore expansions() {
        return store().expansions();
    }

    final Acceptance toTopic(String key, String topic) {
        return new Acceptance(
                notification(TENANT, key),
                fingerprint(key),
                null,
                List.of(),
                NewExpansion.toTopic(topic, List.of("eve"), List.of(CHANNEL)));
    }

    /** Accepts an intent to the topic. */
    final NotificationId accepted(String key) {
        AcceptResult result = accept(toTopic(key, TOPIC));
        return ((AcceptResult.Accepted) result).id();
    }

    final LeasedExpansion claimed() {
        return claimedOrNot().orElseThrow();
    }

    final Optional<LeasedExpansion> claimedOrNot() {
        return expansions().claim(tokens.get(), LEASE);
    }

    /** Erases all deliveries to a recipient, if there are any. */
    final void erase(String recipient) {
        String last = store().erasures().last(TENANT, recipient);
        if (last != null) {
            var _ = store().erasures().erase(TENANT, recipient, last, "", 500);
        }
    }

    /** Expands one slice. */
    final Optional<ExpansionStore.Advance> expand(LeasedExpansion leased, int limit) {
        ExpansionSlice slice = expansions().slice(leased, limit);
        return expansions().advance(leased, slice, routed(leased, slice.recipients(), null), LEASE);
    }

    /** Expands all that is left of the expansion that waits longest. */
    final void expandAll(int limit) {
        LeasedExpansion leased = claimed();
        boolean last = false;
        while (!last) {
            ExpansionSlice slice = expansions().slice(leased, limit);
            var _ = expansions()
                    .advance(leased, slice, routed(leased, slice.recipients(), null), LEASE)
                    .orElseThrow();
            leased = leased.after(slice);
            last = slice.last();
        }
    }

    final Acceptance routed(LeasedExpansion leased, List<String> recipients, @Nullable String dedupeByChannel) {
        List<NewDelivery> deliveries = new ArrayList<>();
        for (String recipient : recipients) {
            deliveries.add(
                    NewDelivery.pending(ids.deliveryOf(leased.notification().id(), now()), CHANNEL, recipient, null));
        }
        return new Acceptance(
                leased.notification(),
                new byte[0],
                dedupeByChannel == null ? null : new Dedupe(dedupeByChannel, Set.of(CHANNEL)),
                deliveries);
    }

    /** The recipients of the notification's deliveries, in order. */
    final List<String> notified(NotificationId id) {
        return store().queries().deliveries(DeliveryFilter.of(id, TENANT), null, 500).items().stream()
                .filter(delivery -> delivery.status() == DeliveryStatus.PENDING)
                .map(delivery -> delivery.recipient())
                .sorted()
                .toList();
    }
}
