package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.DedupeKeys;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedReceipts.Holder;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Enforces one notification per slot of a dedupe key; later notifications reuse its deliveries. */
public final class KeyedDedupe {
    /** For notifications without dedupe keys. */
    public static final KeyedDedupe NONE = new KeyedDedupe(Map.of());

    private final Map<DeliveryId, Served> served;

    /** A request for one slot by deliveries of one notification. */
    public record Wish(Acceptance acceptance, DedupeSlot slot, List<NewDelivery> deliveries) {
        /** The holder if the request succeeds. */
        Holder holder() {
            return new Holder(acceptance.notification().id(), slot.channel(), delivery());
        }

        /** The key itself if the channel is not known yet. */
        public @Nullable String keptKey() {
            return DedupeKeys.kept(acceptance, slot);
        }

        /** The delivery that holds the slot; null if all deliveries of the channel do. */
        public @Nullable DeliveryId delivery() {
            return slot.forAllRecipients() ? null : deliveries.getFirst().id();
        }
    }

    /** A delivery of an earlier notification that a later one reuses. */
    public record Reuse(NotificationId later, DeliveryId delivery, NotificationId earlier) {}

    /** The tables of slots and of reuses. */
    public interface Rows {
        /** Takes free slots, each for its first request; returns the holder of each slot by digest. */
        Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException;

        void insert(Transaction tx, List<Reuse> reuses) throws SQLException;
    }

    /** A taken slot with the deliveries that hold it. */
    private record Served(String digest, List<ReceiptDelivery> by) {}

    private KeyedDedupe(Map<DeliveryId, Served> served) {
        this.served = served;
    }

    /** Takes the free slots of new notifications, and records which deliveries they reuse for the others. */
    public static KeyedDedupe claim(Transaction tx, List<Acceptance> accepted, Rows rows, KeyedReceipts receipts)
            throws SQLException {
        List<Wish> wishes = wishes(accepted);
        if (wishes.isEmpty()) {
            return NONE;
        }
        Map<String, Holder> holders = rows.take(tx, wishes);
        Map<Wish, Holder> lost = new LinkedHashMap<>();
        for (Wish wish : wishes) {
            Holder holder = Objects.requireNonNull(holders.get(wish.slot().digest()), "a slot is taken or held");
            if (!holder.equals(wish.holder())) {
                lost.put(wish, holder);
            }
        }
        if (lost.isEmpty()) {
            return NONE;
        }
        Map<Holder, List<ReceiptDelivery>> deliveries = receipts.reused(tx, Set.copyOf(lost.values()));
        deliveries.putAll(beingInserted(wishes, Set.copyOf(lost.values())));
        Map<DeliveryId, Served> served = new HashMap<>();
        List<Reuse> reuses = new ArrayList<>();
        lost.forEach((wish, holder) -> {
            List<ReceiptDelivery> by = deliveries.getOrDefault(holder, List.of());
            wish.deliveries()
                    .forEach(delivery ->
                            served.put(delivery.id(), new Served(wish.slot().digest(), by)));
            by.forEach(
                    one -> reuses.add(new Reuse(wish.acceptance().notification().id(), one.id(), holder.id())));
        });
        rows.insert(tx, reuses);
        return new KeyedDedupe(served);
    }

    /** In the same order on all nodes, to avoid deadlocks; equal slots in the order of the batch. */
    private static List<Wish> wishes(List<Acceptance> accepted) {
        List<Wish> wishes = new ArrayList<>();
        for (Acceptance one : accepted) {
            Map<DedupeSlot, List<NewDelivery>> slots = new LinkedHashMap<>();
            for (NewDelivery delivery : one.deliveries()) {
                DedupeSlot slot = one.slot(delivery);
                if (slot != null) {
                    slots.computeIfAbsent(slot, absent -> new ArrayList<>(1)).add(delivery);
                }
            }
            slots.forEach((slot, deliveries) -> wishes.add(new Wish(one, slot, deliveries)));
        }
        wishes.sort(Comparator.comparing(wish -> wish.slot().digest()));
        return wishes;
    }

    /** For holders in this batch, whose deliveries are not stored yet. */
    private static Map<Holder, List<ReceiptDelivery>> beingInserted(List<Wish> wishes, Set<Holder> wanted) {
        Map<Holder, List<ReceiptDelivery>> found = new HashMap<>();
        for (Wish wish : wishes) {
            if (wanted.contains(wish.holder())) {
                found.put(
                        wish.holder(),
                        wish.deliveries().stream()
                                .map(delivery -> receipt(delivery, true))
                                .toList());
            }
        }
        return found;
    }

    /** The deliveries to create for a new notification. */
    public List<NewDelivery> own(Acceptance one) {
        return served.isEmpty()
                ? one.deliveries()
                : one.deliveries().stream()
                        .filter(delivery -> servedBy(delivery) == null)
                        .toList();
    }

    /**
     * The deliveries in the receipt of a new notification, in order.
     *
     * @param positions the positions of queued deliveries
     */
    public List<ReceiptDelivery> receipt(Acceptance one, Map<DeliveryId, QueuePosition> positions) {
        List<ReceiptDelivery> receipt = new ArrayList<>(one.deliveries().size());
        Set<String> named = new HashSet<>();
        for (NewDelivery delivery : one.deliveries()) {
            Served earlier = servedBy(delivery);
            if (earlier == null) {
                receipt.add(receipt(DeliveryQueue.inserted(delivery, positions), false));
            } else if (named.add(earlier.digest())) {
                receipt.addAll(earlier.by());
            }
        }
        return receipt;
    }

    /** Null also if the holders are being removed. */
    private @Nullable Served servedBy(NewDelivery delivery) {
        Served earlier = served.isEmpty() ? null : served.get(delivery.id());
        return earlier == null || earlier.by().isEmpty() ? null : earlier;
    }

    private static ReceiptDelivery receipt(NewDelivery delivery, boolean reused) {
        return new ReceiptDelivery(
                delivery.id(),
                delivery.channel(),
                delivery.recipient(),
                delivery.endpointId(),
                delivery.address() != null,
                delivery.status(),
                reused);
    }
}
