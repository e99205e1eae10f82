package dev.tidings.testkit.simulation;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ErasureStore;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Erasures through calls that may fail. */
final class FaultyErasures implements ErasureStore {
    private final ErasureStore to;
    private final FaultyCalls calls;

    FaultyErasures(ErasureStore to, FaultyCalls calls) {
        this.to = to;
        this.calls = calls;
    }

    @Override
    public int forget(String tenant, String recipient) {
        return calls.through("forget", () -> to.forget(tenant, recipient));
    }

    @Override
    public @Nullable String last(String tenant, String recipient) {
        return calls.through("read the last delivery", () -> to.last(tenant, recipient));
    }

    @Override
    public ErasureStep erase(String tenant, String recipient, String last, String after, int limit) {
        return calls.through("erase", () -> to.erase(tenant, recipient, last, after, limit));
    }

    @Override
    public Set<DeliveryId> unerased(String tenant, Collection<DeliveryId> deliveries) {
        return calls.through("read which deliveries are erased", () -> to.unerased(tenant, deliveries));
    }

    @Override
    public void recordErased(String tenant, String recipient, String runId) {
        var _ = calls.through("record an erasure", () -> {
            to.recordErased(tenant, recipient, runId);
            return true;
        });
    }
}
