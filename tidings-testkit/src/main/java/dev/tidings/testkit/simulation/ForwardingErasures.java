package dev.tidings.testkit.simulation;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ErasureStore;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Passes erasures on; tests override single ones. */
public class ForwardingErasures implements ErasureStore {
    private final ErasureStore to;

    public ForwardingErasures(ErasureStore to) {
        this.to = to;
    }

    @Override
    public int forget(String tenant, String recipient) {
        return to.forget(tenant, recipient);
    }

    @Override
    public @Nullable String last(String tenant, String recipient) {
        return to.last(tenant, recipient);
    }

    @Override
    public ErasureStep erase(String tenant, String recipient, String last, String after, int limit) {
        return to.erase(tenant, recipient, last, after, limit);
    }

    @Override
    public Set<DeliveryId> unerased(String tenant, Collection<DeliveryId> deliveries) {
        return to.unerased(tenant, deliveries);
    }

    @Override
    public void recordErased(String tenant, String recipient, String runId) {
        to.recordErased(tenant, recipient, runId);
    }
}
