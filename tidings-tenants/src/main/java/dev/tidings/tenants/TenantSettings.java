package dev.tidings.tenants;

import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantWeights;

/**
 * What an operator sets.
 *
 * @param displayName for people; may be empty
 * @param weight the share of the tenant in what all tenants use
 */
public record TenantSettings(String displayName, int weight, TenantQuotas quotas) {
    public static final TenantSettings DEFAULT = new TenantSettings("", TenantWeights.DEFAULT, TenantQuotas.INHERITED);
}
