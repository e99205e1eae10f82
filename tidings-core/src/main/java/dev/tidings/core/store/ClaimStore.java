package dev.tidings.core.store;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Grants leases. The start of a lease is durable before {@link #claim} returns. */
public interface ClaimStore {
    /**
     * Leases up to {@code limit} due deliveries of a channel, longest due first: pending and failed ones that are due,
     * and sending ones whose lease lapsed. For the latter, the running attempt becomes {@code unknown} and the reclaim
     * is counted. Only the first delivery of a queue is leased. The cost does not grow with finished deliveries.
     *
     * <p>When more is due than {@code limit}, tenants with waiting deliveries share the claim by their weights, so that the
     * backlog of one does not hold up another; each gets its turn within a bounded number of claims.
     *
     * <p>Of the deliveries with one concurrency key, on all channels, at most as many as its limit have a permit. A delivery gets its
     * permit with the lease, keeps it when the lease lapses, and returns it with any completion. One that finds no permit waits, and
     * is not due, until another returns one.
     */
    List<LeasedDelivery> claim(
            String channel,
            int limit,
            TenantWeights weights,
            ConcurrencyLimits concurrency,
            LeaseGrant grant,
            Supplier<LeaseToken> tokens);

    /** Claims with one permit per concurrency key. */
    default List<LeasedDelivery> claim(
            String channel, int limit, TenantWeights weights, LeaseGrant grant, Supplier<LeaseToken> tokens) {
        return claim(channel, limit, weights, ConcurrencyLimits.ONE, grant, tokens);
    }

    /**
     * Returns when the next delivery of a channel is due, including lapsing leases; null when there is none. May be earlier: the end of
     * a lease that was completed before.
     */
    @Nullable
    Instant nextDue(String channel);

    /** Extends the leases that are still held under these tokens; returns their ids. */
    Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration);
}
