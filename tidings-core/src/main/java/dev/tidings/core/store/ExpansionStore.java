package dev.tidings.core.store;

import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.NotificationId;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;

/**
 * Notifications whose deliveries are inserted after acceptance, in slices. A lease keeps other nodes from the same work;
 * that each recipient is expanded once follows from the transaction that inserts a slice and moves the position.
 */
public interface ExpansionStore {
    /** Leases the expansion that has waited longest, if any waits or has a lapsed lease. */
    Optional<LeasedExpansion> claim(LeaseToken token, Duration duration);

    /** Returns the next recipients: those of the intent, or those who were subscribed at acceptance. */
    ExpansionSlice slice(LeasedExpansion leased, int limit);

    /**
     * Inserts the deliveries of a slice and moves the position after it, in one transaction. Other expansions that wait
     * come first afterwards.
     *
     * @param routed the notification with the deliveries of the slice; none is leased
     * @return empty if the lease is lost or the expansion was canceled; nothing was written then
     */
    Optional<Advance> advance(LeasedExpansion leased, ExpansionSlice slice, Acceptance routed, Duration duration);

    /** Returns how many deliveries on these channels are due, up to {@code most} per channel. */
    int due(Collection<String> channels, int most);

    /** Returns empty if the notification has no expansion. */
    Optional<Expansion> find(String tenant, NotificationId id);

    /** Cancels the rest of an expansion; returns its state afterwards. Empty if the notification has no expansion. */
    Optional<Expansion> cancel(String tenant, NotificationId id);

    /**
     * A slice that was inserted.
     *
     * @param inserted the deliveries, including reused ones
     * @param held whether the lease goes on; false after the last slice and when others wait
     */
    record Advance(AcceptResult.Accepted inserted, boolean held) {}
}
