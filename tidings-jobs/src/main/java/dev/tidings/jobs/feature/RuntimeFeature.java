package dev.tidings.jobs.feature;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.core.access.Scope;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.Paging;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.grpc.RuntimeGrpc;
import dev.tidings.jobs.rest.RuntimeRoutes;

/** Runtimes over REST and gRPC. Reading works on every node; a node without jobs refuses changes per call. */
public final class RuntimeFeature implements Feature {
    private static final String ALL = "/v1/runtimes";
    private static final String ONE = ALL + "/{game}";

    private final RuntimeService runtimes;

    public RuntimeFeature(RuntimeService runtimes) {
        this.runtimes = runtimes;
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        RuntimeRoutes rest = new RuntimeRoutes(runtimes);
        routes.operate(HttpMethod.GET, ALL, Paging.PARAMETERS, rest.list());
        routes.operate(HttpMethod.GET, ONE, rest.get());
        routes.operate(HttpMethod.GET, ONE + "/operations", Paging.PARAMETERS, rest.operations());
        routes.operate(HttpMethod.GET, ONE + "/logs", RuntimeRoutes.LINES, rest.logs());
        addSlow(routes, ONE + ":start", rest.start());
        addSlow(routes, ONE + ":stop", rest.stop());
        routes.add(new RuntimeGrpc(runtimes), Scope.OPERATE);
    }

    /** Answers only when the runtime runs or is gone. */
    private void addSlow(FeatureRoutes routes, String path, HttpService service) {
        routes.bind(path, Scope.OPERATE, HttpMethod.POST)
                .requestTimeout(runtimes.longest())
                .build(AcceptedParameters.NONE.guard(service));
    }
}
