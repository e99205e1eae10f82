package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.EndpointRecovery;
import dev.tidings.admin.EndpointService;
import dev.tidings.admin.EndpointTests;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.ImmediateRetry;
import dev.tidings.admin.RetrySchedules;
import dev.tidings.admin.grpc.EndpointGrpc;
import dev.tidings.admin.rest.EndpointRoutes;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.Store;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.feature.Feature;
import dev.tidings.http.feature.FeatureRoutes;
import java.time.Duration;
import java.time.InstantSource;

/** Endpoints of recipients: reading, changing, pausing and testing them. */
final class EndpointFeature implements Feature {
    /** A test of an endpoint waits for the channel, which has its own, shorter timeout. */
    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(60);

    private static final String ALL = "/v1/recipients/{recipient}/endpoints";
    private static final String ONE = ALL + "/{channel}";

    private final EndpointService endpoints;
    private final EndpointTests tests;
    private final InstantSource clock;

    EndpointFeature(Store store, EngineView engine, AdminEnvironment environment) {
        this.clock = environment.clock();
        EndpointRecovery recovery = new EndpointRecovery(
                engine.endpoints(),
                store.health(),
                engine.health(),
                store.queries(),
                new ImmediateRetry(store.changes(), environment.random(), engine.wake()),
                environment.stores(),
                clock);
        this.endpoints = new EndpointService(
                engine.endpoints(),
                store.health(),
                recovery,
                store.queries(),
                engine.channels(),
                new RetrySchedules(engine.retries()),
                environment);
        this.tests = new EndpointTests(
                endpoints,
                engine.endpoints(),
                recovery,
                environment.stores(),
                environment.sends(),
                environment.ids(),
                clock);
    }

    @Override
    public void addTo(FeatureRoutes routes) {
        EndpointRoutes rest = new EndpointRoutes(endpoints, tests, clock);
        routes.operate(HttpMethod.GET, ALL, rest.list());
        AcceptedParameters name = AcceptedParameters.of(EndpointRoutes.NAME);
        routes.operate(HttpMethod.GET, ONE, name, rest.get());
        routes.operate(HttpMethod.PUT, ONE, name, rest.put());
        routes.operate(HttpMethod.DELETE, ONE, name, rest.delete());
        routes.operate(HttpMethod.POST, ONE + ":pause", name, rest.pause());
        routes.operate(HttpMethod.POST, ONE + ":resume", name, rest.resume());
        routes.operate(HttpMethod.POST, ONE + ":unblock", name, rest.unblock());
        routes.operate(HttpMethod.POST, ONE + ":rotate-secret", name, rest.rotateSecret());
        routes.bind(ONE + ":test", Scope.OPERATE, HttpMethod.POST)
                .requestTimeout(TEST_TIMEOUT)
                .build(name.guard(rest.test()));
        routes.add(new EndpointGrpc(endpoints, tests, clock), Scope.OPERATE);
    }
}
