package dev.tidings.core.tenant;

import org.jspecify.annotations.Nullable;

/**
 * The quotas of a tenant. Null inherits the default of the configuration; {@link #UNLIMITED} is no limit.
 *
 * @param intentsPerSecond intents accepted per second
 * @param waitingDeliveries deliveries that have not ended
 * @param endpoints endpoints of all recipients and channels
 * @param storedBytes bytes of the payloads and contents of stored notifications
 */
public record TenantQuotas(
        @Nullable Long intentsPerSecond,
        @Nullable Long waitingDeliveries,
        @Nullable Long endpoints,
        @Nullable Long storedBytes) {
    /** No limit, in the configuration and in requests. */
    public static final long UNLIMITED = 0;

    /** The largest quota. */
    public static final long MOST = 1_000_000_000_000_000L;

    /** Inherits all. */
    public static final TenantQuotas INHERITED = new TenantQuotas(null, null, null, null);

    /** No limits. */
    public static final TenantQuotas NONE = new TenantQuotas(UNLIMITED, UNLIMITED, UNLIMITED, UNLIMITED);

    /** Returns these quotas, completed by those of the configuration. */
    public TenantQuotas over(TenantQuotas defaults) {
        return new TenantQuotas(
                intentsPerSecond == null ? defaults.intentsPerSecond : intentsPerSecond,
                waitingDeliveries == null ? defaults.waitingDeliveries : waitingDeliveries,
                endpoints == null ? defaults.endpoints : endpoints,
                storedBytes == null ? defaults.storedBytes : storedBytes);
    }

    /** Returns whether a quota is a limit. */
    public static boolean limits(@Nullable Long quota) {
        return quota != null && quota != UNLIMITED;
    }
}
