package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DedupeScope;
import dev.tidings.core.store.DedupeSlot;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Moves the dedupe key of a delivery that was skipped for lack of an endpoint to the deliveries that it is routed to. */
final class DedupeKeyTransfer {
    private static final DialectSql FIND = DialectSql.ofSeqAndId("""
        SELECT p.digest, coalesce(p.dedupe_key, n.dedupe_key) AS dedupe_key, n.tenant, n.producer, n.type
        FROM deliveries d
        JOIN dedupe p ON p.notification_seq = d.notification_seq AND p.delivery_id = d.id
        JOIN notifications n ON n.seq = d.notification_seq
        WHERE d.id = :id AND coalesce(p.dedupe_key, n.dedupe_key) IS NOT NULL
        """, """
        SELECT p.digest, coalesce(p.dedupe_key, n.dedupe_key) AS dedupe_key, n.tenant, n.producer, n.type
        FROM deliveries d
        JOIN dedupe p ON p.notification_id = d.notification_id AND p.delivery_id = d.id
        JOIN notifications n ON n.id = d.notification_id
        WHERE d.id = :id AND coalesce(p.dedupe_key, n.dedupe_key) IS NOT NULL
        """);

    private static final DialectSql TAKE = DialectSql.of("""
        INSERT INTO dedupe (digest, notification_seq, delivery_id)
        SELECT :digest, d.notification_seq, :holder FROM deliveries d WHERE d.id = :id
        ON CONFLICT DO NOTHING
        """, """
        INSERT INTO dedupe (digest, notification_id, delivery_id)
        SELECT :digest, d.notification_id, :holder FROM deliveries d WHERE d.id = :id
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO dedupe (digest, notification_id, delivery_id)
        SELECT :digest, d.notification_id, :holder FROM deliveries d WHERE d.id = :id
        """);

    private static final DialectSql HELD_BY_OWN = DialectSql.ofSeqAndId("""
        SELECT 1
        FROM dedupe p
        JOIN deliveries d ON d.notification_seq = p.notification_seq
        WHERE p.digest = :digest AND d.id = :id
        """, """
        SELECT 1
        FROM dedupe p
        JOIN deliveries d ON d.notification_id = p.notification_id
        WHERE p.digest = :digest AND d.id = :id
        """);

    private static final DialectSql REUSE = DialectSql.of("""
        INSERT INTO reuses (notification_seq, delivery_id, reused_seq)
        SELECT d.notification_seq, h.id, p.notification_seq
        FROM deliveries d
        JOIN dedupe p ON p.digest = :digest
        JOIN deliveries h ON h.notification_seq = p.notification_seq
            AND (h.id = p.delivery_id OR (p.delivery_id IS NULL AND h.channel = :channel))
        WHERE d.id = :id
        ON CONFLICT DO NOTHING
        """, """
        INSERT INTO reuses (notification_id, delivery_id, reused_id)
        SELECT d.notification_id, h.id, p.notification_id
        FROM deliveries d
        JOIN dedupe p ON p.digest = :digest
        JOIN deliveries h ON h.notification_id = p.notification_id
            AND (h.id = p.delivery_id OR (p.delivery_id IS NULL AND h.channel = :channel))
        WHERE d.id = :id
        ON CONFLICT DO NOTHING
        """, """
        INSERT IGNORE INTO reuses (notification_id, delivery_id, reused_id)
        SELECT d.notification_id, h.id, p.notification_id
        FROM deliveries d
        JOIN dedupe p ON p.digest = :digest
        JOIN deliveries h ON h.notification_id = p.notification_id
            AND (h.id = p.delivery_id OR (p.delivery_id IS NULL AND h.channel = :channel))
        WHERE d.id = :id
        """);

    private static final Sql HOLD = Sql.of("""
        UPDATE dedupe SET delivery_id = :id WHERE digest = :digest
        """);

    private static final Sql RELEASE = Sql.of("""
        DELETE FROM dedupe WHERE digest = :digest
        """);

    private final Sql find;
    private final Sql take;
    private final Sql heldByOwn;
    private final Sql reuse;

    /** A skipped delivery that holds a slot for its dedupe key. */
    record Held(DeliveryId id, String digest, String key, DedupeScope scope) {}

    /**
     * The dedupe keys of a rerouting.
     *
     * @param deliveries those that may be inserted
     * @param taken digests that were free, released if nothing is inserted
     * @param lost keys that other notifications hold
     */
    record Moved(List<NewDelivery> deliveries, Set<String> taken, List<DedupeSlot> lost) {}

    DedupeKeyTransfer(Dialect dialect) {
        this.find = dialect.of(FIND);
        this.take = dialect.of(TAKE);
        this.heldByOwn = dialect.of(HELD_BY_OWN);
        this.reuse = dialect.of(REUSE);
    }

    /** Null if there is no dedupe key. */
    @Nullable
    Held held(Transaction tx, DeliveryId id) throws SQLException {
        return tx.prepared(find)
                .id("id", id)
                .first(row -> new Held(
                        id,
                        row.getString("digest"),
                        row.getString("dedupe_key"),
                        new DedupeScope(row.getString("tenant"), row.getString("producer"), row.getString("type"))))
                .orElse(null);
    }

    /** Takes the free keys. */
    Moved take(Transaction tx, Held of, Rerouting rerouting) throws SQLException {
        Dedupe dedupe = new Dedupe(of.key(), rerouting.dedupedByChannel());
        Set<String> taken = new TreeSet<>();
        List<DedupeSlot> lost = new ArrayList<>();
        Set<NewDelivery> free = new HashSet<>();
        // In the same order as accepting, so that transactions do not deadlock.
        for (NewDelivery delivery : rerouting.deliveries().stream()
                .sorted(Comparator.comparing(
                        delivery -> dedupe.slot(of.scope(), delivery).digest()))
                .toList()) {
            DedupeSlot slot = dedupe.slot(of.scope(), delivery);
            if (take(tx, of.id(), slot, delivery.id())) {
                taken.add(slot.digest());
                free.add(delivery);
            } else if (heldByOwnNotification(tx, of.id(), slot)) {
                free.add(delivery);
            } else {
                lost.add(slot);
            }
        }
        return new Moved(rerouting.deliveries().stream().filter(free::contains).toList(), taken, lost);
    }

    /** Takes a slot for a delivery beside another one; false if it is held. */
    boolean take(Transaction tx, DeliveryId beside, DedupeSlot slot, DeliveryId holder) throws SQLException {
        return tx.prepared(take)
                        .text("digest", slot.digest())
                        .id("holder", slot.forAllRecipients() ? null : holder)
                        .id("id", beside)
                        .update()
                == 1;
    }

    /** Whether the notification of a delivery holds a slot. */
    boolean heldByOwnNotification(Transaction tx, DeliveryId of, DedupeSlot slot) throws SQLException {
        return tx.prepared(heldByOwn).text("digest", slot.digest()).id("id", of).exists();
    }

    void giveBack(Transaction tx, Moved moved) throws SQLException {
        for (String digest : moved.taken()) {
            tx.prepared(RELEASE).text("digest", digest).update();
        }
    }

    /** Records the new slot of the delivery, and the deliveries that it reuses. */
    void settle(Transaction tx, Held of, Moved moved, Rerouting rerouting, NewDelivery first) throws SQLException {
        DedupeSlot slot = new Dedupe(of.key(), rerouting.dedupedByChannel()).slot(of.scope(), first);
        if (!slot.forAllRecipients()) {
            tx.prepared(HOLD).id("id", of.id()).text("digest", slot.digest()).update();
        }
        for (DedupeSlot other : moved.lost()) {
            tx.prepared(reuse)
                    .text("digest", other.digest())
                    .text("channel", other.channel())
                    .id("id", of.id())
                    .update();
        }
        // The slot of a recipient on a channel that needs no endpoint stays the same.
        if (!slot.digest().equals(of.digest())) {
            tx.prepared(RELEASE).text("digest", of.digest()).update();
        }
    }
}
