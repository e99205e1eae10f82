package dev.tidings.testkit.simulation;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Claims that may fail. */
final class FaultyClaims extends ForwardingClaims {
    private final FaultyCalls calls;

    FaultyClaims(ClaimStore to, FaultyCalls calls) {
        super(to);
        this.calls = calls;
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        return calls.through("claim", () -> super.claim(channel, limit, weights, concurrency, grant, tokens));
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return calls.through("nextDue", () -> super.nextDue(channel));
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return calls.through("renew", () -> super.renew(held, duration));
    }
}
