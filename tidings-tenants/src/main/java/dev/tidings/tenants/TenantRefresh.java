package dev.tidings.tenants;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the changes of other nodes into the cached tenants, once a second. */
public final class TenantRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(TenantRefresh.class);
    static final Duration EVERY = Duration.ofSeconds(1);

    private final CachedTenants tenants;
    private final StoreThreads threads;
    private volatile boolean stopped;

    public TenantRefresh(CachedTenants tenants, StoreThreads threads) {
        this.tenants = tenants;
        this.threads = threads;
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
                threads.reads().execute(() -> {
                    refresh();
                    later();
                });
            } catch (RejectedExecutionException stopping) {
                LOG.debug("refreshing tenants stops with the server");
            }
        });
    }

    private void refresh() {
        if (stopped) {
            return;
        }
        try {
            tenants.refresh();
        } catch (StoreUnavailable away) {
            LOG.debug("tenants are not refreshed during an outage of the store");
        } catch (RuntimeException failed) {
            LOG.warn("refreshing tenants failed; retrying in {}", EVERY, failed);
        }
    }
}
