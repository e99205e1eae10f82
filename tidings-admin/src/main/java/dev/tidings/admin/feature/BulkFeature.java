package dev.tidings.admin.feature;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.grpc.BulkRunGrpc;
import dev.tidings.admin.rest.BulkRunRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.Paging;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;

/** Bulk runs: does them, shows them and cancels them. Starts after the features that add kinds. */
public final class BulkFeature implements Feature {
    private final BulkRunner runner;
    private final BulkRuns runs;

    public BulkFeature(BulkRunner runner, BulkRuns runs) {
        this.runner = runner;
        this.runs = runs;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        BulkRunRoutes run = new BulkRunRoutes(runs);
        routes.operate(HttpMethod.GET, "/v1/bulk-runs", Paging.PARAMETERS, run.list());
        routes.operate(HttpMethod.GET, "/v1/bulk-runs/{id}", run.get());
        routes.operate(HttpMethod.POST, "/v1/bulk-runs/{id}:cancel", run.cancel());
        routes.add(new BulkRunGrpc(runs), Scope.OPERATE);
    }

    @Override
    public void start() {
        runner.start();
    }

    @Override
    public void drain() {
        runner.stop();
    }
}
