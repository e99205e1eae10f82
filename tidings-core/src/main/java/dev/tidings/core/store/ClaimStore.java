package dev.tidings.core.store;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives leases. A lease's beginning is durable before {@link #claim} returns. */
public interface ClaimStore {
    /**
     * Leases up to so many due deliveries of a channel, oldest due first: pending and failed ones whose time has come and
     * sending ones whose lease lapsed. For the latter the attempt that was under way is kept as {@code unknown} and the
     * reclaim counted. Of a queue only the first is leased, whatever is due. Cost does not grow with finished deliveries.
     */
    List<LeasedDelivery> claim(String channel, int limit, LeaseGrant grant, Supplier<LeaseToken> tokens);

    /** When the next delivery of a channel is due, a lapse of a lease counted; null when there is none. */
    @Nullable
    Instant nextDue(String channel);

    /** Extends leases that are still held under these tokens; returns those that are. */
    Set<DeliveryId> renew(Map<DeliveryId, LeaseToken> held, Duration duration);
}
