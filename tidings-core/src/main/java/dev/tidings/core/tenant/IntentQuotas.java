package dev.tidings.core.tenant;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The quotas that intents of tenants are checked against. Reads no store: asked for every intent. */
public interface IntentQuotas {
    /** How often what tenants use is counted: a quota may be exceeded for as long. */
    Duration COUNTED_EVERY = Duration.ofSeconds(10);

    /** Returns the quotas in force, none of them null. */
    TenantQuotas quotas(String tenant);

    /** Returns what a tenant used when it was last counted; null if it was not. */
    @Nullable
    TenantUsage usage(String tenant);
}
