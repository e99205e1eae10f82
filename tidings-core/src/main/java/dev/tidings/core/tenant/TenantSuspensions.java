package dev.tidings.core.tenant;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Which tenants are suspended. Reads no store: asked for every intent and before every attempt. */
@FunctionalInterface
public interface TenantSuspensions {
    /** Deliveries of a suspended tenant are looked at again after as long as it has been suspended, at most this long. */
    Duration LONGEST_HOLD = Duration.ofHours(1);

    /** No tenant is suspended. */
    TenantSuspensions NONE = _ -> null;

    /** Returns since when a tenant is suspended, or being deleted; null if it is neither. */
    @Nullable
    Instant since(String tenant);
}
