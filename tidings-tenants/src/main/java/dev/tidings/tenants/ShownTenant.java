package dev.tidings.tenants;

import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantUsage;
import org.jspecify.annotations.Nullable;

/**
 * A tenant with what applies to it and what it uses.
 *
 * @param limits the quotas in force
 * @param usage the last count; null if it was not counted
 * @param endpoints counted now, up to {@link #MOST_COUNTED}; null in lists
 */
public record ShownTenant(
        Tenant tenant,
        TenantQuotas limits,
        @Nullable TenantUsage usage,
        @Nullable Integer endpoints) {
    /** The counting limit. */
    public static final int MOST_COUNTED = 100_000;
}
