package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.Receipts;
import dev.tidings.store.jdbc.mariadb.FirstCome.DedupeKey;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lets one notification a channel have a dedupe key; later ones are served by its deliveries. */
final class Deduping {
    private static final String INSERT_REUSE =
            "INSERT INTO reuses (notification_id, channel, reused_id) VALUES (?, ?, ?)";

    private final Map<Served, NotificationId> reuses;

    /** A channel of a new notification that earlier deliveries serve. */
    private record Served(NotificationId id, String channel) {}

    private Deduping(Map<Served, NotificationId> reuses) {
        this.reuses = reuses;
    }

    /** Takes the keys of new notifications, as far as they are free. */
    static Deduping of(Transaction tx, List<Acceptance> fresh) throws SQLException {
        Map<DedupeKey, NotificationId> wanted = new LinkedHashMap<>();
        for (Acceptance one : fresh) {
            for (NewDelivery delivery : one.deliveries()) {
                DedupeKey key = key(one, delivery.channel());
                if (key != null) {
                    wanted.putIfAbsent(key, one.notification().id());
                }
            }
        }
        Map<DedupeKey, NotificationId> holders = FirstCome.dedupe(tx, wanted);
        Map<Served, NotificationId> reuses = new LinkedHashMap<>();
        for (Acceptance one : fresh) {
            NotificationId id = one.notification().id();
            for (NewDelivery delivery : one.deliveries()) {
                DedupeKey key = key(one, delivery.channel());
                NotificationId holder = key == null ? id : Objects.requireNonNull(holders.get(key), key::channel);
                if (!holder.equals(id)) {
                    reuses.put(new Served(id, delivery.channel()), holder);
                }
            }
        }
        return new Deduping(reuses);
    }

    /** The deliveries that a new notification is to have of its own. */
    List<NewDelivery> inserted(Acceptance one) {
        return reuses.isEmpty()
                ? one.deliveries()
                : one.deliveries().stream()
                        .filter(delivery -> holder(one.notification(), delivery.channel()) == null)
                        .toList();
    }

    void insertReuses(Transaction tx) throws SQLException {
        Batch.run(
                tx,
                INSERT_REUSE,
                reuses.entrySet(),
                (row, reuse) -> row.text(reuse.getKey().id().value())
                        .text(reuse.getKey().channel())
                        .text(reuse.getValue().value()));
    }

    Map<Receipts.Served, List<ReceiptDelivery>> reused(Transaction tx, Receipts receipts) throws SQLException {
        return receipts.reused(
                tx,
                reuses.entrySet().stream()
                        .map(reuse -> new Receipts.Served(
                                reuse.getValue(), reuse.getKey().channel()))
                        .distinct()
                        .toList());
    }

    /** What the receipt of a new notification names, in the order of its deliveries. */
    List<ReceiptDelivery> receipt(Acceptance one, Map<Receipts.Served, List<ReceiptDelivery>> reused) {
        Set<String> served = new HashSet<>();
        List<ReceiptDelivery> receipt = new ArrayList<>(one.deliveries().size());
        for (NewDelivery delivery : one.deliveries()) {
            NotificationId holder = holder(one.notification(), delivery.channel());
            if (holder == null) {
                receipt.add(new ReceiptDelivery(
                        delivery.id(), delivery.channel(), delivery.recipient(), delivery.status(), false));
            } else if (served.add(delivery.channel())) {
                receipt.addAll(Objects.requireNonNullElse(
                        reused.get(new Receipts.Served(holder, delivery.channel())), List.of()));
            }
        }
        return receipt;
    }

    private @Nullable NotificationId holder(Notification notification, String channel) {
        return reuses.isEmpty() ? null : reuses.get(new Served(notification.id(), channel));
    }

    private static @Nullable DedupeKey key(Acceptance one, String channel) {
        return one.dedupeKey() == null ? null : new DedupeKey(one.notification().tenant(), channel, one.dedupeKey());
    }
}
