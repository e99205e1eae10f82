package dev.tidings.engine.outage;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * After an outage in which leases may have expired, delays claims until every node has stored its completions:
 * otherwise sent deliveries would be claimed and sent again.
 */
public final class OutageTolerantClaims implements ClaimStore {
    /** Longer than the retry intervals of completions and probes on all nodes. */
    static final Duration SETTLING = Duration.ofMillis(1_500);

    private static final int PARTS = 3;

    private final ClaimStore claims;
    private final StoreWatch watch;
    private final Duration harmless;

    /** @param lease how long leases run; they are renewed after a third of it */
    public OutageTolerantClaims(ClaimStore claims, StoreWatch watch, Duration lease) {
        this.claims = claims;
        this.watch = watch;
        this.harmless = lease.dividedBy(PARTS);
    }

    @Override
    public List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens) {
        if (watch.backFrom(harmless, SETTLING)) {
            throw new StoreUnavailable("claims resume shortly; completions are stored first after an outage");
        }
        return claims.claim(channel, limit, weights, concurrency, grant, tokens);
    }

    @Override
    public @Nullable Instant nextDue(String channel) {
        return claims.nextDue(channel);
    }

    @Override
    public Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration) {
        return claims.renew(held, duration);
    }
}
