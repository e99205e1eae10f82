package dev.tidings.admin.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.DeliveryWaits;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.WaitCounter;
import dev.tidings.admin.grpc.WaitGrpc;
import dev.tidings.admin.rest.WaitRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** What the deliveries of all tenants wait for: counts it and shows the counts. */
public final class WaitFeature implements Feature {
    private final WaitCounter counter;

    /** @param holder this instance of a node */
    public WaitFeature(Store store, EngineView engine, AdminEnvironment environment, String holder) {
        this.counter = new WaitCounter(
                store,
                new DeliveryWaits(
                        DeliveryWaits.Ports.of(store, environment.tenants().suspensions()),
                        engine.channels(),
                        environment.clock()),
                engine.channels().keySet(),
                holder,
                environment.stores(),
                environment.clock());
    }

    public WaitCounter counter() {
        return counter;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        routes.add(HttpMethod.GET, "/v1/waits", new WaitRoutes(counter).get(), Scope.SYSTEM);
        routes.add(new WaitGrpc(counter), Scope.SYSTEM);
    }

    @Override
    public void start() {
        counter.start();
    }

    @Override
    public void stop() {
        counter.stop();
    }
}
