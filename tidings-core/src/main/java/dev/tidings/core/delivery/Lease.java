package dev.tidings.core.delivery;

import java.time.Instant;

/** The exclusive right of one node to attempt one delivery, until a time. */
public record Lease(LeaseToken token, String node, Instant until) {
    public boolean lapsedAt(Instant now) {
        return !now.isBefore(until);
    }
}
