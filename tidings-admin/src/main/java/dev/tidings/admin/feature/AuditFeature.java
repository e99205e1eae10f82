package dev.tidings.admin.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.AuditLog;
import dev.tidings.admin.grpc.AuditGrpc;
import dev.tidings.admin.rest.AuditRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.AuditStore;
import dev.tidings.http.export.Exports;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** The audit log, listed and exported. */
public final class AuditFeature implements Feature {
    private final AuditLog log;
    private final Exports exports;

    public AuditFeature(AuditStore store, AdminEnvironment environment) {
        this.log = new AuditLog(store, environment.stores());
        this.exports = new Exports(environment.clock());
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        AuditRoutes rest = new AuditRoutes(log, exports);
        routes.add(HttpMethod.GET, "/v1/audit", AuditRoutes.OF_LIST, rest.list(), Scope.AUDIT);
        routes.export("/v1/audit:export", AuditRoutes.OF_EXPORT, rest.export(), Scope.AUDIT);
        routes.add(new AuditGrpc(log, exports), Scope.AUDIT);
    }
}
