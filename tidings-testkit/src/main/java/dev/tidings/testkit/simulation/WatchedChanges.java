package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Changes by operators that the ledger checks. */
final class WatchedChanges extends ForwardingChanges {
    private final Ledger ledger;
    private final World world;

    WatchedChanges(ChangeStore to, Ledger ledger, World world) {
        super(to);
        this.ledger = ledger;
        this.world = world;
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        Optional<Delivery> canceled = super.cancel(tenant, id);
        canceled.ifPresent(delivery -> {
            world.note("cancel", id, delivery.status());
            ledger.canceled(delivery);
        });
        return canceled;
    }

    @Override
    public List<DeliveryId> cancelAll(String tenant, List<DeliveryId> ids) {
        List<DeliveryId> canceled = super.cancelAll(tenant, ids);
        world.note("canceled", canceled);
        canceled.forEach(ledger::canceled);
        return canceled;
    }

    @Override
    public List<DeliveryId> expireAll(String tenant, List<DeliveryId> ids) {
        List<DeliveryId> expired = super.expireAll(tenant, ids);
        world.note("expired", expired);
        expired.forEach(ledger::expired);
        return expired;
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        List<DeliveryId> replayed = super.replay(tenant, ids, spacing);
        world.note("replayed", replayed);
        replayed.forEach(ledger::replayed);
        return replayed;
    }

    @Override
    public boolean release(String tenant, DeliveryId id) {
        boolean released = super.release(tenant, id);
        world.note("release", id, released);
        ledger.released(id, released);
        return released;
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        List<DeliveryId> due = super.retryNow(tenant, delays);
        world.note("due now", due);
        return due;
    }
}
