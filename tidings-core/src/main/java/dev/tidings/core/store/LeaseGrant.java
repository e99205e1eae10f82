package dev.tidings.core.store;

import java.time.Duration;

/** On whose behalf and for how long leases are given; the store's clock says from when. */
public record LeaseGrant(String node, Duration duration) {}
