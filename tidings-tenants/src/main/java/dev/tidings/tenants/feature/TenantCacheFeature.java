package dev.tidings.tenants.feature;

import dev.tidings.http.PeriodicTask;
import dev.tidings.http.feature.Feature;

/** The cache of tenants that intake and lanes ask. */
public final class TenantCacheFeature implements Feature {
    private final PeriodicTask refresh;

    /** @param refresh brings the changes of other nodes into the cache */
    public TenantCacheFeature(PeriodicTask refresh) {
        this.refresh = refresh;
    }

    @Override
    public void start() {
        refresh.start();
    }

    @Override
    public void stop() {
        refresh.stop();
    }
}
