package dev.tidings.tenants;

import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.core.tenant.IntentQuotas;
import dev.tidings.http.PeriodicTask;
import dev.tidings.http.StoreThreads;

/**
 * Counts what tenants with a quota use, on one node at a time. Counting is bounded, so the counts of very large backlogs
 * are too low; without quotas nothing is counted.
 */
public final class UsageCounts {
    private static final String LEASE = "tenant_usage";

    private final CachedTenants tenants;
    private final UsageStore store;
    private final SingletonLeaseStore leases;
    private final String holder;
    private final PeriodicTask counting;

    /** @param holder this instance of a node */
    public UsageCounts(
            CachedTenants tenants, UsageStore store, SingletonLeaseStore leases, StoreThreads threads, String holder) {
        this.tenants = tenants;
        this.store = store;
        this.leases = leases;
        this.holder = holder;
        this.counting = new PeriodicTask(
                "counting what tenants use", IntentQuotas.COUNTED_EVERY, this::count, threads.scans(), threads.timer());
    }

    public void start() {
        counting.start();
    }

    public void stop() {
        counting.stop();
    }

    /** Counts once, if a tenant has a quota and no other node counts. Blocks. */
    public void count() {
        CountedQuotas wanted = tenants.counted();
        if (wanted.none() || !leases.take(LEASE, holder, IntentQuotas.COUNTED_EVERY.multipliedBy(3))) {
            return;
        }
        store.count(wanted);
    }
}
