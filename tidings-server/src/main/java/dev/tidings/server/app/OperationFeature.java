package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.http.Paging;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.server.admin.AdminEnvironment;
import dev.tidings.server.admin.NodeService;
import dev.tidings.server.admin.Operations;
import dev.tidings.server.admin.grpc.NodeGrpc;
import dev.tidings.server.admin.grpc.OperationGrpc;
import dev.tidings.server.admin.rest.NodeRoutes;
import dev.tidings.server.admin.rest.OperationRoutes;

/** Quarantine, operational events and nodes, for operators. */
final class OperationFeature implements Feature {
    private final Operations operations;
    private final NodeService nodes;

    OperationFeature(Store store, AdminEnvironment environment) {
        this.operations = new Operations(store.quarantine(), store.events(), environment.stores());
        this.nodes = new NodeService(store.nodes(), environment.stores(), environment.clock());
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        OperationRoutes rest = new OperationRoutes(operations);
        routes.operate(HttpMethod.GET, "/v1/quarantine", Paging.PARAMETERS, rest.quarantine());
        routes.operate(HttpMethod.GET, "/v1/operational-events", Paging.PARAMETERS, rest.events());
        routes.add(HttpMethod.GET, "/v1/nodes", new NodeRoutes(nodes).list(), Scope.SYSTEM);
        routes.add(OperationGrpc.quarantine(operations), Scope.OPERATE);
        routes.add(OperationGrpc.events(operations), Scope.OPERATE);
        routes.add(new NodeGrpc(nodes), Scope.SYSTEM);
    }
}
