package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.admin.AdminEnvironment;
import dev.tidings.admin.EndpointRecovery;
import dev.tidings.admin.EndpointService;
import dev.tidings.admin.EndpointStatistics;
import dev.tidings.admin.EndpointTests;
import dev.tidings.admin.EndpointViews;
import dev.tidings.admin.EngineView;
import dev.tidings.admin.ImmediateRetry;
import dev.tidings.admin.RecoveryRuns;
import dev.tidings.admin.RecoveryService;
import dev.tidings.admin.RetrySchedules;
import dev.tidings.admin.SkippedDeliveries;
import dev.tidings.admin.UnblockRuns;
import dev.tidings.admin.grpc.EndpointGrpc;
import dev.tidings.admin.rest.EndpointListParameters;
import dev.tidings.admin.rest.EndpointRoutes;
import dev.tidings.admin.rest.EndpointStatsRoutes;
import dev.tidings.admin.rest.RecoveryRoutes;
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

    private static final String ALL = "/v1/endpoints";
    private static final String BY_ID = ALL + "/{id}";
    private static final String OF_RECIPIENT = "/v1/recipients/{recipient}/endpoints";
    private static final String BY_NAME = OF_RECIPIENT + "/{channel}";

    private final EndpointService endpoints;
    private final EndpointTests tests;
    private final EndpointStatistics statistics;
    private final RecoveryService recoveries;
    private final InstantSource clock;

    EndpointFeature(Store store, EngineView engine, AdminEnvironment environment) {
        this.clock = environment.clock();
        EndpointRecovery recovery =
                new EndpointRecovery(engine.endpoints(), store.health(), engine.health(), store.queries(), environment);
        environment
                .bulk()
                .add(new UnblockRuns(
                        store.endpoints(),
                        store.queries(),
                        new ImmediateRetry(store.changes(), environment.random(), engine.wake()),
                        engine.health(),
                        environment.stores(),
                        clock));
        EndpointViews views =
                new EndpointViews(store.health(), engine.channels(), new RetrySchedules(engine.retries()), clock);
        this.statistics =
                new EndpointStatistics(engine.endpoints(), views, store.queries(), environment.stores(), clock);
        this.recoveries = new RecoveryService(
                store.endpoints(),
                new RecoveryRuns(
                        store.endpoints(),
                        store.queries(),
                        store.missedDeliveries(),
                        engine.dedupedByChannel(),
                        environment.stores(),
                        engine.wake()),
                environment);
        this.endpoints = new EndpointService(
                engine.endpoints(),
                recovery,
                new SkippedDeliveries(store.queries(), environment.stores()),
                views,
                engine.channels(),
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
        routes.operate(HttpMethod.GET, ALL, EndpointListParameters.FILTER_AND_PAGING, rest.list());
        routes.operate(HttpMethod.POST, ALL, rest.create());
        one(routes, rest, BY_ID, AcceptedParameters.NONE);
        AcceptedParameters name = AcceptedParameters.of(EndpointRoutes.NAME);
        routes.operate(HttpMethod.GET, OF_RECIPIENT, rest.ofRecipient());
        routes.operate(HttpMethod.PUT, BY_NAME, name, rest.put());
        one(routes, rest, BY_NAME, name);
        routes.operate(HttpMethod.POST, BY_ID + ":recover", new RecoveryRoutes(recoveries).start());
        routes.operate(HttpMethod.GET, BY_ID + "/stats", new EndpointStatsRoutes(statistics).get());
        routes.add(new EndpointGrpc(endpoints, tests, statistics, recoveries, clock), Scope.OPERATE);
    }

    /** The routes of one endpoint, whether addressed by its id or by its name. */
    private static void one(FeatureRoutes routes, EndpointRoutes rest, String path, AcceptedParameters accepted) {
        routes.operate(HttpMethod.GET, path, accepted, rest.get());
        routes.operate(HttpMethod.PATCH, path, accepted, rest.patch());
        routes.operate(HttpMethod.DELETE, path, accepted, rest.delete());
        routes.operate(HttpMethod.POST, path + ":pause", accepted, rest.pause());
        routes.operate(HttpMethod.POST, path + ":resume", accepted, rest.resume());
        routes.operate(HttpMethod.POST, path + ":unblock", accepted, rest.unblock());
        routes.operate(HttpMethod.POST, path + ":rotate-secret", accepted, rest.rotateSecret());
        routes.operate(HttpMethod.POST, path + ":retire-secret", accepted, rest.retireSecret());
        routes.operate(HttpMethod.POST, path + ":test", accepted, TEST_TIMEOUT, rest.test());
    }
}
