package dev.tidings.tenants;

import dev.tidings.core.tenant.EndpointQuotas;
import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.core.tenant.TenantQuotas;
import dev.tidings.core.tenant.TenantSuspensions;
import dev.tidings.core.tenant.TenantUsage;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.http.PeriodicTask;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The stored tenants and their last counts, in memory. Asking reads no store: a refresh brings what other nodes changed,
 * and a change of this node refreshes at once.
 */
public final class CachedTenants implements TenantWeights, TenantSuspensions, IntentQuotas, EndpointQuotas {
    /** How often the changes of other nodes are read. */
    static final Duration REFRESHED_EVERY = Duration.ofSeconds(1);

    private static final int PAGE = 1_000;

    private final TenantStore store;
    private final TenantQuotas defaults;
    /** Replaced as a whole by refreshes, which take turns. */
    private volatile Map<String, Tenant> tenants = Map.of();

    /** The quotas in force of the stored tenants, which are asked for every intent. */
    private volatile Map<String, TenantQuotas> quotas = Map.of();

    private volatile Map<String, TenantUsage> usages = Map.of();

    /** @param defaults the quotas of tenants that set none */
    public CachedTenants(TenantStore store, TenantQuotas defaults) {
        this.store = store;
        this.defaults = defaults;
    }

    /** The refreshes of a running node. */
    public PeriodicTask refreshing(StoreThreads threads) {
        return new PeriodicTask("refreshing tenants", REFRESHED_EVERY, this::refresh, threads.reads(), threads.timer());
    }

    @Override
    public int weight(String tenant) {
        Tenant stored = tenants.get(tenant);
        return stored == null ? DEFAULT : stored.settings().weight();
    }

    @Override
    public @Nullable Instant since(String tenant) {
        Tenant stored = tenants.get(tenant);
        return stored == null ? null : stored.suspendedAt();
    }

    @Override
    public long endpoints(String tenant) {
        Long quota = quotas(tenant).endpoints();
        return TenantQuotas.limits(quota) && quota != null ? quota : UNLIMITED;
    }

    @Override
    public TenantQuotas quotas(String tenant) {
        return quotas.getOrDefault(tenant, defaults);
    }

    @Override
    public @Nullable TenantUsage usage(String tenant) {
        return usages.get(tenant);
    }

    TenantQuotas defaults() {
        return defaults;
    }

    /** Returns whose use has to be counted. */
    CountedQuotas counted() {
        Set<String> waiting = new HashSet<>();
        Set<String> bytes = new HashSet<>();
        for (Tenant tenant : tenants.values()) {
            if (tenant.status() == TenantStatus.DELETING) {
                continue;
            }
            TenantQuotas quotas = tenant.settings().quotas().over(defaults);
            if (TenantQuotas.limits(quotas.waitingDeliveries())) {
                waiting.add(tenant.id());
            }
            if (TenantQuotas.limits(quotas.storedBytes())) {
                bytes.add(tenant.id());
            }
        }
        return new CountedQuotas(
                waiting,
                bytes,
                TenantQuotas.limits(defaults.waitingDeliveries()),
                TenantQuotas.limits(defaults.storedBytes()));
    }

    /** Reads all stored tenants and counts. One at a time, so that a slow read never replaces a newer one. Blocks. */
    public synchronized void refresh() {
        Map<String, Tenant> stored = new HashMap<>();
        Map<String, TenantQuotas> inForce = new HashMap<>();
        List<Tenant> page;
        String after = "";
        do {
            page = store.stored(after, PAGE);
            for (Tenant tenant : page) {
                stored.put(tenant.id(), tenant);
                inForce.put(tenant.id(), tenant.settings().quotas().over(defaults));
                after = tenant.id();
            }
        } while (page.size() == PAGE);
        Map<String, TenantUsage> counted = new HashMap<>();
        List<TenantUsage> counts;
        after = "";
        do {
            counts = store.usages(after, PAGE);
            for (TenantUsage usage : counts) {
                counted.put(usage.tenant(), usage);
                after = usage.tenant();
            }
        } while (counts.size() == PAGE);
        tenants = Map.copyOf(stored);
        quotas = Map.copyOf(inForce);
        usages = Map.copyOf(counted);
    }
}
