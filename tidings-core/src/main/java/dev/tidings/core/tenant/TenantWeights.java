package dev.tidings.core.tenant;

/** The share of each tenant in what all tenants use. Reads no store: it is called for every claim. */
@FunctionalInterface
public interface TenantWeights {
    /** The weight of a tenant for which none was set. */
    int DEFAULT = 1;

    /** The largest weight. */
    int MOST = 1_000;

    /** All tenants have the same weight. */
    TenantWeights EQUAL = _ -> DEFAULT;

    /** Returns the weight of a tenant: from 1 to {@link #MOST}. A tenant with weight 2 gets twice as much as one with weight 1. */
    int weight(String tenant);
}
