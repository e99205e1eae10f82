package dev.tidings.tenants.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.http.Paging;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.tenants.TenantService;
import dev.tidings.tenants.UsageCounts;
import dev.tidings.tenants.grpc.OwnTenantGrpc;
import dev.tidings.tenants.grpc.TenantAdminGrpc;
import dev.tidings.tenants.rest.TenantRoutes;

/** Tenants: their edges, and the counts of what they use. */
public final class TenantFeature implements Feature {
    private static final String ALL = "/v1/tenants";
    private static final String ONE = ALL + "/{id}";

    private final TenantService service;
    private final UsageCounts counts;

    public TenantFeature(TenantService service, UsageCounts counts) {
        this.service = service;
        this.counts = counts;
    }

    @Override
    public void start() {
        counts.start();
    }

    @Override
    public void stop() {
        counts.stop();
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        TenantRoutes rest = new TenantRoutes(service);
        routes.add(HttpMethod.GET, "/v1/tenant", rest.own(), Scope.PRODUCE, Scope.OPERATE);
        routes.add(HttpMethod.GET, ALL, Paging.PARAMETERS, rest.list(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, ALL, rest.create(), Scope.SYSTEM);
        routes.add(HttpMethod.GET, ONE, rest.get(), Scope.SYSTEM);
        routes.add(HttpMethod.PATCH, ONE, rest.patch(), Scope.SYSTEM);
        routes.add(HttpMethod.DELETE, ONE, rest.delete(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, ONE + ":suspend", rest.suspend(), Scope.SYSTEM);
        routes.add(HttpMethod.POST, ONE + ":resume", rest.resume(), Scope.SYSTEM);
        routes.add(new OwnTenantGrpc(service), Scope.PRODUCE, Scope.OPERATE);
        routes.add(new TenantAdminGrpc(service), Scope.SYSTEM);
    }
}
