package dev.tidings.admin.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.ProviderService;
import dev.tidings.admin.grpc.ProviderGrpc;
import dev.tidings.admin.rest.ProviderRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Providers, such as mail servers, whose circuit is open: shown and unblocked. */
public final class ProviderFeature implements Feature {
    private static final String ALL = "/v1/providers";

    private final ProviderService providers;

    public ProviderFeature(Store store, EngineView engine, AdminEnvironment environment) {
        this.providers =
                new ProviderService(store.health(), engine.health(), environment.stores(), environment.clock());
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        ProviderRoutes rest = new ProviderRoutes(providers);
        routes.add(HttpMethod.GET, ALL, rest.list(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, ALL + "/{channel}/{provider}:unblock", rest.unblock(), Scope.SYSTEM);
        routes.add(new ProviderGrpc(providers), Scope.SYSTEM);
    }
}
