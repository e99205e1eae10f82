package dev.tidings.store.jdbc;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Dedupe;
import dev.tidings.core.store.DedupePlace;
import dev.tidings.core.store.DedupeScope;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Moves the place of a delivery under a dedupe key from no channel to those that the delivery is routed to. */
final class DedupeMoves {
    private final String held;
    private final String take;
    private final String mine;
    private final String reuse;
    private static final String HOLD = "UPDATE dedupe SET delivery_id = ? WHERE digest = ?";
    private static final String RELEASE = "DELETE FROM dedupe WHERE digest = ?";

    /** A delivery without a channel that has a dedupe key. */
    record Held(DeliveryId id, String digest, String key, DedupeScope scope) {}

    /**
     * What became of the places of a rerouting.
     *
     * @param deliveries that may be made
     * @param taken by this, to be given back when nothing is made
     * @param lost to deliveries of other notifications
     */
    record Moved(List<NewDelivery> deliveries, Set<String> taken, List<DedupePlace> lost) {}

    /** @param suffix of the columns that name notifications: {@code id} or {@code seq} */
    DedupeMoves(Dialect dialect, String suffix) {
        String notification = "notification_" + suffix;
        this.held = "SELECT p.digest, p.dedupe_key, n.tenant, n.producer, n.type FROM deliveries d JOIN dedupe p ON p."
                + notification + " = d." + notification + " AND p.delivery_id = d.id JOIN notifications n ON n."
                + suffix
                + " = d." + notification + " WHERE d.id = ? AND p.dedupe_key IS NOT NULL";
        this.take = dialect.insertOrIgnore("INSERT INTO dedupe (digest, " + notification + ", delivery_id) SELECT ?, d."
                + notification + ", ? FROM deliveries d WHERE d.id = ?");
        this.mine = "SELECT 1 FROM dedupe p JOIN deliveries d ON d." + notification + " = p." + notification
                + " WHERE p.digest = ? AND d.id = ?";
        this.reuse = dialect.insertOrIgnore("INSERT INTO reuses (" + notification + ", delivery_id, reused_" + suffix
                + ") SELECT d." + notification + ", h.id, p." + notification + " FROM deliveries d JOIN dedupe p"
                + " ON p.digest = ? JOIN deliveries h ON h." + notification + " = p." + notification
                + " AND (h.id = p.delivery_id OR (p.delivery_id IS NULL AND h.channel = ?)) WHERE d.id = ?");
    }

    /** Null where there is no dedupe key. */
    @Nullable
    Held held(Transaction tx, DeliveryId id) throws SQLException {
        try (ResultSet row = tx.prepared(held).text(id.value()).query()) {
            return row.next()
                    ? new Held(
                            id,
                            row.getString(1),
                            row.getString(2),
                            new DedupeScope(row.getString(3), row.getString(4), row.getString(5)))
                    : null;
        }
    }

    /** Takes the places that are free. */
    Moved take(Transaction tx, Held of, Rerouting rerouting) throws SQLException {
        Dedupe dedupe = new Dedupe(of.key(), rerouting.dedupedByChannel());
        Set<String> taken = new TreeSet<>();
        List<DedupePlace> lost = new ArrayList<>();
        Set<NewDelivery> free = new HashSet<>();
        // In one order everywhere, as those that are accepted take theirs.
        for (NewDelivery delivery : rerouting.deliveries().stream()
                .sorted(Comparator.comparing(
                        delivery -> dedupe.place(of.scope(), delivery).digest()))
                .toList()) {
            DedupePlace place = dedupe.place(of.scope(), delivery);
            String holder = place.forAllRecipients() ? null : delivery.id().value();
            if (tx.prepared(take)
                            .text(place.digest())
                            .text(holder)
                            .text(of.id().value())
                            .update()
                    == 1) {
                taken.add(place.digest());
                free.add(delivery);
            } else if (heldByItsOwn(tx, of, place)) {
                free.add(delivery);
            } else {
                lost.add(place);
            }
        }
        return new Moved(rerouting.deliveries().stream().filter(free::contains).toList(), taken, lost);
    }

    private boolean heldByItsOwn(Transaction tx, Held of, DedupePlace place) throws SQLException {
        try (ResultSet row =
                tx.prepared(mine).text(place.digest()).text(of.id().value()).query()) {
            return row.next();
        }
    }

    void giveBack(Transaction tx, Moved moved) throws SQLException {
        for (String digest : moved.taken()) {
            tx.prepared(RELEASE).text(digest).update();
        }
    }

    /** Notes what the delivery has become, and who serves what it did not become. */
    void settle(Transaction tx, Held of, Moved moved, Rerouting rerouting, NewDelivery first) throws SQLException {
        DedupePlace place = new Dedupe(of.key(), rerouting.dedupedByChannel()).place(of.scope(), first);
        if (!place.forAllRecipients()) {
            tx.prepared(HOLD).text(of.id().value()).text(place.digest()).update();
        }
        for (DedupePlace other : moved.lost()) {
            tx.prepared(reuse)
                    .text(other.digest())
                    .text(other.channel())
                    .text(of.id().value())
                    .update();
        }
        tx.prepared(RELEASE).text(of.digest()).update();
    }
}
