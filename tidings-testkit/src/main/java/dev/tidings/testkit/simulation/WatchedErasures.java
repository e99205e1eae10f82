package dev.tidings.testkit.simulation;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.ErasureStore;
import dev.tidings.core.store.Page;
import dev.tidings.core.store.QueryStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Erasures that the ledger checks: what a recipient had when an erasure began is erased when it has ended, and stays so
 * whatever settles later; nothing else is erased.
 */
final class WatchedErasures implements ErasureStore {
    private static final int PAGE = 500;

    private final ErasureStore to;
    private final QueryStore queries;
    private final Ledger ledger;
    private final World world;
    private final Known known;

    /** What outlives the ports of one process. */
    static final class Known {
        private final Map<String, Set<DeliveryId>> begun = new HashMap<>();
        private final Set<DeliveryId> erased = new HashSet<>();
    }

    WatchedErasures(ErasureStore to, QueryStore queries, Ledger ledger, World world, Known known) {
        this.to = to;
        this.queries = queries;
        this.ledger = ledger;
        this.world = world;
        this.known = known;
    }

    @Override
    public int forget(String tenant, String recipient) {
        int removed = to.forget(tenant, recipient);
        Set<DeliveryId> had = new HashSet<>();
        deliveries(tenant, recipient).forEach(delivery -> had.add(delivery.id()));
        world.note("forgets", recipient, had);
        known.begun.put(recipient, had);
        return removed;
    }

    @Override
    public @Nullable String last(String tenant, String recipient) {
        return to.last(tenant, recipient);
    }

    @Override
    public ErasureStep erase(String tenant, String recipient, String last, String after, int limit) {
        Map<DeliveryId, DeliveryStatus> before = new HashMap<>();
        deliveries(tenant, recipient).forEach(delivery -> before.put(delivery.id(), delivery.status()));
        ErasureStep step = to.erase(tenant, recipient, last, after, limit);
        world.note("erases", recipient, step);
        for (Delivery now : deliveries(tenant, recipient)) {
            if (now.status() == DeliveryStatus.CANCELED && before.get(now.id()) != DeliveryStatus.CANCELED) {
                ledger.canceled(now.id());
            } else if (now.status() != before.get(now.id())) {
                ledger.object("an erasure made " + now.id() + " " + now.status() + " of " + before.get(now.id()));
            }
        }
        return step;
    }

    @Override
    public Set<DeliveryId> unerased(String tenant, Collection<DeliveryId> deliveries) {
        return to.unerased(tenant, deliveries);
    }

    @Override
    public void recordErased(String tenant, String recipient, String runId) {
        to.recordErased(tenant, recipient, runId);
        world.note("has erased", recipient);
        known.erased.addAll(known.begun.getOrDefault(recipient, Set.of()));
        check(tenant);
    }

    /** Checks all deliveries. */
    void check(String tenant) {
        Set<DeliveryId> missing = new HashSet<>(known.erased);
        for (Delivery delivery : deliveries(tenant, null)) {
            missing.remove(delivery.id());
            check(tenant, delivery);
        }
        if (!missing.isEmpty()) {
            ledger.object("an erasure lost " + missing);
        }
    }

    private void check(String tenant, Delivery delivery) {
        if (delivery.erasedAt() == null) {
            if (known.erased.contains(delivery.id())) {
                ledger.object(delivery.id() + " of " + delivery.recipient() + " is not erased");
            }
            Notification notification =
                    queries.notification(tenant, delivery.notificationId()).orElseThrow();
            if (notification.content() == null && notification.payload() == null) {
                ledger.object("the content of " + delivery.id() + " is gone though it is not erased");
            }
            return;
        }
        if (!known.begun.containsKey(delivery.recipient())) {
            ledger.object(delivery.id() + " of " + delivery.recipient() + " is erased, and nobody asked for it");
        }
        if (!delivery.status().terminal() || delivery.address() != null) {
            ledger.object(delivery.id() + " is erased, " + delivery.status() + " and has " + delivery.address());
        }
        for (Attempt attempt : queries.attempts(tenant, delivery.id())) {
            Evidence evidence = attempt.evidence();
            if (attempt.message() != null || evidence.request() != null || evidence.response() != null) {
                ledger.object("attempt " + attempt.number() + " of " + delivery.id() + " is erased and has evidence: "
                        + attempt);
            }
        }
    }

    private List<Delivery> deliveries(String tenant, @Nullable String recipient) {
        DeliveryFilter all = DeliveryFilter.of(tenant);
        List<Delivery> found = new ArrayList<>();
        @Nullable String cursor = null;
        do {
            Page<Delivery> page =
                    queries.deliveries(recipient == null ? all : all.withRecipient(recipient), cursor, PAGE);
            found.addAll(page.items());
            cursor = page.next();
        } while (cursor != null);
        return found;
    }
}
