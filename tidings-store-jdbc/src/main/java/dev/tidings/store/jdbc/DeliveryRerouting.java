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

/** Routes deliveries again that were skipped because their recipients had no endpoint. */
public final class DeliveryRerouting {
    private final Database database;
    private final InstantSource clock;
    private final Sql become;
    private final Beside beside;
    private final DedupeKeyTransfer moves;

    /** Inserts another delivery of the same notification and recipient, with the same due time. */
    @FunctionalInterface
    public interface Beside {
        void insert(Transaction tx, NewDelivery delivery, DeliveryId other, Instant now) throws SQLException;
    }

    /**
     * @param become sets {@code :channel}, {@code :endpoint}, {@code :address} and the time {@code :due} of the delivery {@code :id} of {@code
     *     :tenant}, if it is skipped and has neither an endpoint nor an address
     */
    public DeliveryRerouting(Database database, InstantSource clock, Sql become, Beside beside) {
        this.database = database;
        this.clock = clock;
        this.become = become;
        this.beside = beside;
        this.moves = new DedupeKeyTransfer(database.dialect());
    }

    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        if (batch.isEmpty()) {
            return List.of();
        }
        return database.write("reroute deliveries", tx -> {
            database.dialect().keepEnded(tx, batch.stream().map(Rerouting::id).toList());
            Instant now = clock.instant();
            Instant due = now;
            Set<DeliveryId> done = new HashSet<>();
            // In the order of their ids, so that concurrent transactions do not deadlock.
            for (Rerouting one :
                    batch.stream().sorted(Comparator.comparing(Rerouting::id)).toList()) {
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
        DedupeKeyTransfer.Held held = moves.held(tx, one.id());
        if (held == null) {
            return become(tx, tenant, one.id(), one.deliveries(), now, due);
        }
        DedupeKeyTransfer.Moved moved = moves.take(tx, held, one);
        // Pending deliveries come first.
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
                .text("channel", first.channel())
                .id("endpoint", first.endpointId())
                .text("address", first.address())
                .time("due", due)
                .id("id", id)
                .text("tenant", tenant)
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
