package dev.tidings.core.store;

import java.time.Duration;

/** The node and duration of new leases; they start at the store's now. */
public record LeaseGrant(String node, Duration duration) {}
