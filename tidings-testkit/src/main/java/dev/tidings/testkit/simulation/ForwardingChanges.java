package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ChangeStore;
import dev.tidings.core.store.Rerouting;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Forwards to the changes of another store; tests override single methods. */
public class ForwardingChanges implements ChangeStore {
    private final ChangeStore to;

    public ForwardingChanges(ChangeStore to) {
        this.to = to;
    }

    @Override
    public Optional<Delivery> cancel(String tenant, DeliveryId id) {
        return to.cancel(tenant, id);
    }

    @Override
    public List<DeliveryId> expireAll(String tenant, List<DeliveryId> ids) {
        return to.expireAll(tenant, ids);
    }

    @Override
    public List<DeliveryId> cancelAll(String tenant, List<DeliveryId> ids) {
        return to.cancelAll(tenant, ids);
    }

    @Override
    public List<DeliveryId> replay(String tenant, List<DeliveryId> ids, Duration spacing) {
        return to.replay(tenant, ids, spacing);
    }

    @Override
    public boolean release(String tenant, DeliveryId id) {
        return to.release(tenant, id);
    }

    @Override
    public List<DeliveryId> retryNow(String tenant, Map<DeliveryId, Duration> delays) {
        return to.retryNow(tenant, delays);
    }

    @Override
    public List<DeliveryId> reroute(String tenant, List<Rerouting> batch, Duration spacing) {
        return to.reroute(tenant, batch, spacing);
    }
}
