package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.Scope;
import dev.tidings.http.BrowserModuleRoute;
import dev.tidings.http.OpenApiRoute;
import dev.tidings.http.ProbeRoutes;
import dev.tidings.http.Readiness;
import dev.tidings.http.RootRoute;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.server.telemetry.MetricsRoute;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/** Probes, metrics and static files. */
final class ProbeFeature implements Feature {
    private final Readiness readiness;
    private final PrometheusMeterRegistry metrics;

    ProbeFeature(Readiness readiness, PrometheusMeterRegistry metrics) {
        this.readiness = readiness;
        this.metrics = metrics;
    }

    /**
     * Probes require no key, since they only tell whether the server is healthy. Probes and static files accept
     * any parameters: load balancers add their own, and they have no effect.
     */
    @Override
    public void addTo(FeatureRoutes routes) {
        ProbeRoutes probes = new ProbeRoutes(readiness);
        routes.addPublic("/", new RootRoute());
        routes.addPublic("/healthz", probes.health());
        routes.addPublic("/readyz", probes.readiness());
        routes.addPublic("/openapi.yaml", new OpenApiRoute());
        routes.addPublic("/client/tidings.js", new BrowserModuleRoute());
        routes.add(HttpMethod.GET, "/metrics", new MetricsRoute(metrics), Scope.SYSTEM);
    }
}
