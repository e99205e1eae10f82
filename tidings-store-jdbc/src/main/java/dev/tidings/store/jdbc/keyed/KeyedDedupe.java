package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.DedupeKeys;
import dev.tidings.store.jdbc.RecipientQueue;
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

/** Lets one notification hold the slot of a dedupe key; later ones are served by its deliveries. */
public final class KeyedDedupe {
    private static final KeyedDedupe NONE = new KeyedDedupe(Map.of());

    private final Map<DeliveryId, Served> served;

    /** One notification wants one slot, for these of its deliveries. */
    public record Wish(Acceptance acceptance, DedupeSlot slot, List<NewDelivery> deliveries) {
        /** Who holds the slot if the wish comes true. */
        Holder holder() {
            return new Holder(acceptance.notification().id(), slot.channel(), delivery());
        }

        /** The key itself, where the channel is still to come. */
        public @Nullable String keptKey() {
            return DedupeKeys.kept(acceptance, slot);
        }

        /** The one delivery that holds the slot; null when all of the channel do. */
        public @Nullable DeliveryId delivery() {
            return slot.forAllRecipients() ? null : deliveries.getFirst().id();
        }
    }

    /** A delivery of an earlier notification that serves a later one. */
    public record Reuse(NotificationId later, DeliveryId delivery, NotificationId earlier) {}

    /** The tables of slots and of reuses. */
    public interface Rows {
        /** Takes the slots that are free, each for the first that wants it; says who has each now, by its digest. */
        Map<String, Holder> take(Transaction tx, List<Wish> wishes) throws SQLException;

        void insert(Transaction tx, List<Reuse> reuses) throws SQLException;
    }

    /** A slot that others hold, by these deliveries. */
    private record Served(String digest, List<ReceiptDelivery> by) {}

    private KeyedDedupe(Map<DeliveryId, Served> served) {
        this.served = served;
    }

    /** Takes the slots of new notifications, as far as they are free, and notes by whom they are served otherwise. */
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

    /** In one order everywhere, so that nodes do not lock each other out; of equal ones the first of the batch comes first. */
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

    /** Of holders in this very batch, whose deliveries are not stored yet. */
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

    /** The deliveries that a new notification is to have of its own. */
    public List<NewDelivery> own(Acceptance one) {
        return served.isEmpty()
                ? one.deliveries()
                : one.deliveries().stream()
                        .filter(delivery -> servedBy(delivery) == null)
                        .toList();
    }

    /**
     * What the receipt of a new notification names, in the order of its deliveries.
     *
     * @param places of those that were inserted in a queue
     */
    public List<ReceiptDelivery> receipt(Acceptance one, Map<DeliveryId, QueuePosition> places) {
        List<ReceiptDelivery> receipt = new ArrayList<>(one.deliveries().size());
        Set<String> named = new HashSet<>();
        for (NewDelivery delivery : one.deliveries()) {
            Served earlier = servedBy(delivery);
            if (earlier == null) {
                receipt.add(receipt(RecipientQueue.inserted(delivery, places), false));
            } else if (named.add(earlier.digest())) {
                receipt.addAll(earlier.by());
            }
        }
        return receipt;
    }

    /** Null also where those who hold the slot are being removed. */
    private @Nullable Served servedBy(NewDelivery delivery) {
        Served earlier = served.isEmpty() ? null : served.get(delivery.id());
        return earlier == null || earlier.by().isEmpty() ? null : earlier;
    }

    private static ReceiptDelivery receipt(NewDelivery delivery, boolean reused) {
        return new ReceiptDelivery(
                delivery.id(),
                delivery.channel(),
                delivery.recipient(),
                delivery.address() != null,
                delivery.status(),
                reused);
    }
}
