package dev.tidings.catalog;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.http.StoreThreads;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the changes of other nodes into the cached catalogue, once a second. */
public final class CatalogRefresh {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogRefresh.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final CachedCatalog catalog;
    private final StoreThreads threads;
    private volatile boolean stopped;

    public CatalogRefresh(CachedCatalog catalog, StoreThreads threads) {
        this.catalog = catalog;
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
                LOG.debug("refreshing the types catalogue stops with the server");
            }
        });
    }

    private void refresh() {
        if (stopped) {
            return;
        }
        try {
            catalog.refresh();
        } catch (StoreUnavailable away) {
            LOG.debug("the types catalogue is not refreshed during an outage of the store");
        } catch (RuntimeException failed) {
            LOG.warn("refreshing the types catalogue failed; retrying in {}", EVERY, failed);
        }
    }
}
