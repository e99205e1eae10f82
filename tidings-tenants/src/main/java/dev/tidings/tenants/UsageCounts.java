package dev.tidings.tenants;

import dev.tidings.core.store.SingletonLeaseStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what tenants with a quota use, on one node at a time. Counting is bounded, so the counts of very large backlogs
 * are too low; without quotas nothing is counted.
 */
public final class UsageCounts {
    /** How often it counts: a quota may be exceeded for as long. */
    public static final Duration EVERY = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(UsageCounts.class);
    private static final String LEASE = "tenant_usage";

    private final CachedTenants tenants;
    private final UsageStore store;
    private final SingletonLeaseStore leases;
    private final StoreThreads threads;
    private final String holder;
    private volatile boolean stopped;

    /** @param holder this instance of a node */
    public UsageCounts(
            CachedTenants tenants, UsageStore store, SingletonLeaseStore leases, StoreThreads threads, String holder) {
        this.tenants = tenants;
        this.store = store;
        this.leases = leases;
        this.threads = threads;
        this.holder = holder;
    }

    public void start() {
        later();
    }

    public void stop() {
        stopped = true;
    }

    private void later() {
        threads.timer().after(EVERY, () -> {
            try {
                threads.lists().execute(() -> {
                    countSafely();
                    later();
                });
            } catch (RejectedExecutionException full) {
                if (!stopped) {
                    later();
                }
            }
        });
    }

    private void countSafely() {
        if (stopped) {
            return;
        }
        try {
            count();
        } catch (StoreUnavailable away) {
            LOG.debug("tenants are not counted during an outage of the store");
        } catch (RuntimeException failed) {
            LOG.warn("counting what tenants use failed; retrying in {}", EVERY, failed);
        }
    }

    /** Counts once, if a tenant has a quota and no other node counts. Blocks. */
    public void count() {
        CountedQuotas wanted = tenants.counted();
        if (wanted.none() || !leases.take(LEASE, holder, EVERY.multipliedBy(3))) {
            return;
        }
        store.count(wanted);
    }
}
