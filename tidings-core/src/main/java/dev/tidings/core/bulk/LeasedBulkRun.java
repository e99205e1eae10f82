package dev.tidings.core.bulk;

import dev.tidings.core.delivery.LeaseToken;

/** A bulk run that this node does, until the lease expires. */
public record LeasedBulkRun(BulkRun run, LeaseToken token) {}
