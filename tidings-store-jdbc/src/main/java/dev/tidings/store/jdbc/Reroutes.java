package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Gives deliveries that were skipped without a channel the ones that their recipients have now. */
public final class Reroutes {
    private final Database database;
    private final InstantSource clock;
    private final String become;
    private final Beside beside;
    private final DedupeMoves moves;

    /** Inserts a delivery of the same notification and recipient as another, due when that one is. */
    @FunctionalInterface
    public interface Beside {
        void insert(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now) throws SQLException;
    }

    /**
     * @param become sets channel, address and due time of the delivery of an id and a tenant, where it is skipped and has no
     *     channel
     * @param notifications by which of its columns other tables name a notification: {@code id} or {@code seq}
     */
    public Reroutes(Database database, InstantSource clock, String become, Beside beside, String notifications) {
        this.database = database;
        this.clock = clock;
        this.become = become;
        this.beside = beside;
        this.moves = new DedupeMoves(database.dialect(), notifications);
    }

    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("route deliveries again", tx -> {
            database.dialect().keepEnded(tx);
            Instant now = clock.instant();
            Instant due = now;
            Set<DeliveryId> done = new HashSet<>();
            // In the order of their ids: two at once must not deadlock.
            for (Rerouting one : batch.stream()
                    .sorted(Comparator.comparing(rerouting -> rerouting.id().value()))
                    .toList()) {
                if (reroute(tx, tenant, one, now, due)) {
                    done.add(one.id());
                    due = due.plus(spacing);
                }
            }
            return batch.stream().map(Rerouting::id).filter(done::contains).toList();
        });
    }

    private boolean reroute(Transaction tx, String tenant, Rerouting one, Instant now, Instant due)
            throws SQLException {
        DedupeMoves.Held held = moves.held(tx, one.id());
        if (held == null) {
            return become(tx, tenant, one.id(), one.deliveries(), now, due);
        }
        DedupeMoves.Moved moved = moves.take(tx, held, one);
        // Pending ones come first.
        if (moved.deliveries().isEmpty()
                || moved.deliveries().getFirst().status() != DeliveryStatus.PENDING
                || !become(tx, tenant, one.id(), moved.deliveries(), now, due)) {
            moves.giveBack(tx, moved);
            return false;
        }
        moves.settle(tx, held, moved, one, moved.deliveries().getFirst());
        return true;
    }

    private boolean become(
            Transaction tx, String tenant, DeliveryId id, List<NewDelivery> deliveries, Instant now, Instant due)
            throws SQLException {
        NewDelivery first = deliveries.getFirst();
        int changed = tx.prepared(become)
                .text(first.channel())
                .text(first.address())
                .time(due)
                .text(id.value())
                .text(tenant)
                .update();
        if (changed == 0) {
            return false;
        }
        for (NewDelivery other : deliveries.subList(1, deliveries.size())) {
            beside.insert(tx, other, id, now);
        }
        return true;
    }
}
