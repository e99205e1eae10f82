package dev.tidings.core.tenant;

import java.time.Instant;

/**
 * What a tenant used when it was last counted.
 *
 * @param waitingDeliveries deliveries that had not ended
 * @param storedBytes bytes of the payloads and contents of stored notifications
 */
public record TenantUsage(String tenant, long waitingDeliveries, long storedBytes, Instant countedAt) {}
