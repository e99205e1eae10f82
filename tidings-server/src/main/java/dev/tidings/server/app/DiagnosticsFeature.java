package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.DiagnosticsService;
import dev.tidings.admin.NodeService;
import dev.tidings.admin.grpc.DiagnosticsGrpc;
import dev.tidings.admin.grpc.NodeGrpc;
import dev.tidings.admin.rest.DiagnosticsRoutes;
import dev.tidings.admin.rest.NodeRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.http.Paging;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Quarantine, operational events and nodes, for operators. */
final class DiagnosticsFeature implements Feature {
    private final DiagnosticsService diagnostics;
    private final NodeService nodes;

    DiagnosticsFeature(Store store, AdminEnvironment environment) {
        this.diagnostics = new DiagnosticsService(store.quarantine(), store.events(), environment.stores());
        this.nodes = new NodeService(store.nodes(), environment.stores(), environment.clock());
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        DiagnosticsRoutes rest = new DiagnosticsRoutes(diagnostics);
        routes.operate(HttpMethod.GET, "/v1/quarantine", Paging.PARAMETERS, rest.quarantine());
        routes.operate(HttpMethod.GET, "/v1/operational-events", Paging.PARAMETERS, rest.events());
        routes.add(HttpMethod.GET, "/v1/nodes", new NodeRoutes(nodes).list(), Scope.SYSTEM);
        routes.add(DiagnosticsGrpc.quarantine(diagnostics), Scope.OPERATE);
        routes.add(DiagnosticsGrpc.events(diagnostics), Scope.OPERATE);
        routes.add(new NodeGrpc(nodes), Scope.SYSTEM);
    }
}
