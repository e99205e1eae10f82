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

/** Forwards to the claims of another store; tests override single methods. */
public class ForwardingClaims implements ClaimStore {
    private final ClaimStore to;

    public ForwardingClaims(ClaimStore to) {
        this.to = to;
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        return to.claim(channel, limit, weights, concurrency, grant, tokens);
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return to.nextDue(channel);
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return to.renew(held, duration);
    }
}
