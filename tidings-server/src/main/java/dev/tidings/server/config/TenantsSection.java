package dev.tidings.server.config;

/**
 * The quotas of tenants that set none; 0 is no limit.
 *
 * @param intentsPerSecond intents accepted per second
 * @param waitingDeliveries deliveries that have not ended
 * @param endpoints endpoints of all recipients and channels
 * @param storedBytes bytes of the payloads and contents of stored notifications
 */
public record TenantsSection(long intentsPerSecond, long waitingDeliveries, long endpoints, long storedBytes) {
    private static final int MOST = 1_000_000_000;
    private static final long MOST_BYTES = 1L << 50;

    static TenantsSection read(Section in) {
        return new TenantsSection(
                in.integer("intents_per_second", 0, 0, MOST),
                in.integer("waiting_deliveries", 0, 0, MOST),
                in.integer("endpoints", 0, 0, MOST),
                in.bytes("stored_bytes", 0L, 0L, MOST_BYTES));
    }
}
