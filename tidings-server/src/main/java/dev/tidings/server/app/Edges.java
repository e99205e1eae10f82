package dev.tidings.server.app;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.tidings.core.access.Scope;
import dev.tidings.engine.accept.ShownAddresses;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.BrowserHeaders;
import dev.tidings.http.BrowserModuleRoute;
import dev.tidings.http.GrpcProblems;
import dev.tidings.http.OpenApiRoute;
import dev.tidings.http.PlainTargets;
import dev.tidings.http.PlainTextCalls;
import dev.tidings.http.PostOnly;
import dev.tidings.http.ProblemErrorHandler;
import dev.tidings.http.RootRoute;
import dev.tidings.http.SingleHost;
import dev.tidings.http.access.TenantKeys;
import dev.tidings.http.access.rest.KeyRoutes;
import dev.tidings.http.access.rest.TokenKeyRoutes;
import dev.tidings.jobs.grpc.RuntimeGrpc;
import dev.tidings.jobs.rest.RuntimeRoutes;
import dev.tidings.push.gateway.grpc.PushAlias;
import dev.tidings.push.gateway.grpc.PushService;
import dev.tidings.push.gateway.rest.AckRoutes;
import dev.tidings.push.gateway.rest.PresenceRoutes;
import dev.tidings.push.gateway.sse.EventStream;
import dev.tidings.push.gateway.stream.EventTransports;
import dev.tidings.push.gateway.stream.SubscribeRequest;
import dev.tidings.push.gateway.websocket.EventSocket;
import dev.tidings.server.admin.BulkRuns;
import dev.tidings.server.admin.Cancellations;
import dev.tidings.server.admin.DeliveryService;
import dev.tidings.server.admin.DeliveryWaits;
import dev.tidings.server.admin.EndpointRecovery;
import dev.tidings.server.admin.EndpointService;
import dev.tidings.server.admin.EndpointTests;
import dev.tidings.server.admin.NodeService;
import dev.tidings.server.admin.Notifications;
import dev.tidings.server.admin.Operations;
import dev.tidings.server.admin.Replaying;
import dev.tidings.server.admin.RetrySchedules;
import dev.tidings.server.admin.Retrying;
import dev.tidings.server.admin.SecretKeyService;
import dev.tidings.server.admin.grpc.ApiKeyGrpc;
import dev.tidings.server.admin.grpc.DeliveryGrpc;
import dev.tidings.server.admin.grpc.EndpointGrpc;
import dev.tidings.server.admin.grpc.NodeGrpc;
import dev.tidings.server.admin.grpc.NotificationGrpc;
import dev.tidings.server.admin.grpc.OperationGrpc;
import dev.tidings.server.admin.grpc.SystemKeyGrpc;
import dev.tidings.server.admin.rest.BulkRoutes;
import dev.tidings.server.admin.rest.DeliveryRoutes;
import dev.tidings.server.admin.rest.EndpointRoutes;
import dev.tidings.server.admin.rest.NodeRoutes;
import dev.tidings.server.admin.rest.NotificationRoutes;
import dev.tidings.server.admin.rest.OperationRoutes;
import dev.tidings.server.admin.rest.Query;
import dev.tidings.server.admin.rest.SecretKeyRoutes;
import dev.tidings.server.intake.IntentAcceptor;
import dev.tidings.server.intake.grpc.IntentGrpc;
import dev.tidings.server.intake.grpc.PreviewGrpc;
import dev.tidings.server.intake.rest.IntentRoutes;
import dev.tidings.server.intake.rest.PreviewRoutes;
import dev.tidings.server.telemetry.BacklogGauges;
import dev.tidings.server.telemetry.BlockedGauges;
import dev.tidings.server.telemetry.MetricsRoute;
import dev.tidings.server.telemetry.PermitsGauge;
import dev.tidings.server.telemetry.ProbeRoutes;
import dev.tidings.server.telemetry.Readiness;
import dev.tidings.v1.IntentServiceGrpc;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Puts every route on one server, each behind the scope that it needs. */
public final class Edges {
    /** A test of an endpoint waits for the channel, which has its own, shorter timeout. */
    private static final Duration TEST_TIMEOUT = Duration.ofSeconds(60);

    private final EdgeParts parts;
    private final IntentAcceptor acceptor;
    private final DeliveryService deliveries;
    private final Notifications notifications;
    private final EndpointService endpoints;
    private final EndpointTests tests;
    private final BulkRuns replays;
    private final BulkRuns retries;
    private final Operations operations;
    private final NodeService nodes;
    private final TenantKeys tenantKeys;
    private final SecretKeyService secretKeys;
    private final EventTransports outlets;

    public Edges(EdgeParts parts) {
        this.parts = parts;
        ShownAddresses addresses = new ShownAddresses(parts.channels());
        this.acceptor = intent -> parts.acceptor().accept(intent).thenApply(addresses::of);
        DeliveryService.Ports ports = DeliveryService.Ports.of(parts.store());
        Replaying replaying = new Replaying(
                ports.changes(),
                parts.store().endpoints(),
                parts.router(),
                parts.dedupedByChannel(),
                parts.ids(),
                parts.clock(),
                parts.wake());
        Retrying retrying = new Retrying(ports.changes(), parts.random(), parts.wake());
        EndpointRecovery recovery = new EndpointRecovery(
                parts.endpoints(),
                parts.store().health(),
                parts.health(),
                parts.store().queries(),
                retrying,
                parts.threads(),
                parts.clock());
        DeliveryWaits waits =
                new DeliveryWaits(parts.store().endpoints(), parts.store().health(), parts.clock());
        this.deliveries = new DeliveryService(
                ports,
                waits,
                replaying,
                retrying,
                addresses,
                new Cancellations(parts.store().queries(), parts.listener()),
                parts.threads(),
                parts.clock());
        this.notifications = new Notifications(parts.store().queries(), addresses, waits, parts.threads());
        this.replays =
                BulkRuns.replays(replaying, parts.store().queries(), parts.threads(), parts.ids(), parts.clock());
        this.retries = BulkRuns.retries(retrying, parts.store().queries(), parts.threads(), parts.ids(), parts.clock());
        this.operations =
                new Operations(parts.store().quarantine(), parts.store().events(), parts.threads());
        this.nodes = new NodeService(parts.store().nodes(), parts.threads(), parts.clock());
        this.tenantKeys = new TenantKeys(
                parts.keys(),
                parts.threads().reads(),
                parts.threads().lists(),
                parts.threads().writer());
        this.secretKeys = new SecretKeyService(parts.store().secretKeys(), parts.threads());
        this.outlets = new EventTransports(parts.pushing().hub(), parts.outlets(), parts.clock());
        this.endpoints = new EndpointService(
                parts.endpoints(),
                parts.store().health(),
                recovery,
                parts.store().queries(),
                parts.channels(),
                new RetrySchedules(parts.retries()),
                parts.threads(),
                parts.clock());
        this.tests = new EndpointTests(
                endpoints, parts.endpoints(), recovery, parts.threads(), parts.sends(), parts.ids(), parts.clock());
    }

    public void addTo(ServerBuilder server) {
        BrowserHeaders.addTo(server);
        // Which server this is and of which version is for those who have a key.
        server.disableServerHeader()
                .errorHandler(new ProblemErrorHandler())
                .decorator(new PlainTargets())
                .decorator(new SingleHost())
                .maxRequestLength(parts.limits().intentBytes())
                .requestTimeout(parts.limits().requestTimeout());
        intents(server);
        deliveries(server);
        endpoints(server);
        operations(server);
        runtimes(server);
        events(server);
        // Who may read the events of all may let others read those of one, and nobody else may.
        route(server, HttpMethod.POST, "/v1/tokens", parts.tokens().create(), Scope.SUBSCRIBE);
        keys(server);
        probes(server);
        grpc(server);
    }

    private void intents(ServerBuilder server) {
        IntentRoutes routes = new IntentRoutes(
                acceptor, parts.limits().batchIntents(), parts.limits().intentBytes());
        route(server, HttpMethod.POST, "/v1/intents", routes.submit(), Scope.PRODUCE);
        server.route()
                .post(pattern("/v1/intents:batch"))
                .maxRequestLength(parts.limits().batchBytes())
                .decorator(parts.authenticator().requiring(Scope.PRODUCE))
                .build(AcceptedParameters.NONE.guard(routes.submitBatch()));
        HttpService preview = new PreviewRoutes(parts.previews()).preview();
        route(server, HttpMethod.POST, "/v1/preview", PreviewRoutes.PARAMETERS, preview, Scope.PRODUCE, Scope.OPERATE);
    }

    private void deliveries(ServerBuilder server) {
        NotificationRoutes notification = new NotificationRoutes(notifications);
        route(server, HttpMethod.GET, "/v1/notifications/{id}", notification.get(), Scope.PRODUCE, Scope.OPERATE);
        DeliveryRoutes routes = new DeliveryRoutes(deliveries);
        operate(server, HttpMethod.GET, "/v1/deliveries", Query.FILTER_AND_PAGING, routes.list());
        operate(server, HttpMethod.GET, "/v1/deliveries/{id}", routes.get());
        operate(server, HttpMethod.POST, "/v1/deliveries/{id}:replay", routes.replay());
        operate(server, HttpMethod.POST, "/v1/deliveries/{id}:retry-now", routes.retryNow());
        operate(server, HttpMethod.POST, "/v1/deliveries/{id}:cancel", routes.cancel());
    }

    private void endpoints(ServerBuilder server) {
        EndpointRoutes routes = new EndpointRoutes(endpoints, tests, parts.clock());
        String all = "/v1/recipients/{recipient}/endpoints";
        String one = all + "/{channel}";
        operate(server, HttpMethod.GET, all, routes.list());
        operate(server, HttpMethod.GET, one, routes.get());
        operate(server, HttpMethod.PUT, one, routes.put());
        operate(server, HttpMethod.DELETE, one, routes.delete());
        operate(server, HttpMethod.POST, one + ":pause", routes.pause());
        operate(server, HttpMethod.POST, one + ":resume", routes.resume());
        operate(server, HttpMethod.POST, one + ":unblock", routes.unblock());
        operate(server, HttpMethod.POST, one + ":rotate-secret", routes.rotateSecret());
        server.route()
                .post(pattern(one + ":test"))
                .requestTimeout(TEST_TIMEOUT)
                .decorator(parts.authenticator().requiring(Scope.OPERATE))
                .build(AcceptedParameters.NONE.guard(routes.test()));
    }

    private void operations(ServerBuilder server) {
        BulkRoutes replay = BulkRoutes.replays(replays);
        operate(server, HttpMethod.POST, "/v1/deliveries:replay", replay.start());
        operate(server, HttpMethod.GET, "/v1/replays/{id}", replay.get());
        BulkRoutes retry = BulkRoutes.retries(retries);
        operate(server, HttpMethod.POST, "/v1/deliveries:retry-now", retry.start());
        operate(server, HttpMethod.GET, "/v1/retries/{id}", retry.get());
        OperationRoutes routes = new OperationRoutes(operations);
        operate(server, HttpMethod.GET, "/v1/quarantine", Query.PAGING, routes.quarantine());
        operate(server, HttpMethod.GET, "/v1/operational-events", Query.PAGING, routes.events());
        route(server, HttpMethod.GET, "/v1/nodes", new NodeRoutes(nodes).list(), Scope.SYSTEM);
    }

    /** The keys of a tenant, and those that serve all tenants. */
    private void keys(ServerBuilder server) {
        SecretKeyRoutes secrets = new SecretKeyRoutes(secretKeys);
        TokenKeyRoutes tokens = new TokenKeyRoutes(parts.tokenKeys(), parts.longestTokenTtl());
        KeyRoutes keys = new KeyRoutes(tenantKeys, parts.clock());
        route(server, HttpMethod.GET, "/v1/keys", Query.PAGING, keys.list(), Scope.ADMIN);
        route(server, HttpMethod.POST, "/v1/keys", keys.create(), Scope.ADMIN);
        route(server, HttpMethod.GET, "/v1/keys/{id}", keys.get(), Scope.ADMIN);
        route(server, HttpMethod.DELETE, "/v1/keys/{id}", keys.revoke(), Scope.ADMIN);
        route(server, HttpMethod.POST, "/v1/keys/{id}:set-expiry", keys.setExpiry(), Scope.ADMIN);
        route(server, HttpMethod.GET, "/v1/secret-keys", secrets.list(), Scope.SYSTEM);
        route(server, HttpMethod.POST, "/v1/secret-keys:reencrypt", secrets.reencrypt(), Scope.SYSTEM);
        route(server, HttpMethod.GET, "/v1/token-keys", tokens.list(), Scope.SYSTEM);
        route(server, HttpMethod.POST, "/v1/token-keys:rotate", tokens.rotate(), Scope.SYSTEM);
    }

    private void runtimes(ServerBuilder server) {
        RuntimeRoutes routes = new RuntimeRoutes(parts.runtimes());
        String one = "/v1/runtimes/{game}";
        operate(server, HttpMethod.GET, "/v1/runtimes", RuntimeRoutes.PAGING, routes.list());
        operate(server, HttpMethod.GET, one, routes.get());
        operate(server, HttpMethod.GET, one + "/operations", RuntimeRoutes.PAGING, routes.operations());
        operate(server, HttpMethod.GET, one + "/logs", RuntimeRoutes.LINES, routes.logs());
        // They answer when the engine does, or is gone.
        for (var verb : Map.of(":start", routes.start(), ":stop", routes.stop()).entrySet()) {
            server.route()
                    .post(pattern(one + verb.getKey()))
                    .requestTimeout(parts.runtimes().longest())
                    .decorator(parts.authenticator().requiring(Scope.OPERATE))
                    .build(AcceptedParameters.NONE.guard(verb.getValue()));
        }
    }

    /** Streams last: neither the time nor the size of a request bounds them. */
    private void events(ServerBuilder server) {
        PermitsGauge.register(parts.metrics(), outlets.permits()::inUse);
        server.route()
                .get("/v1/events")
                .requestTimeoutMillis(0)
                .decorator(parts.authenticator().subscribing())
                .build(SubscribeRequest.PARAMETERS.guard(
                        new EventStream(outlets, parts.outlets().retry())));
        server.route()
                .addRoute(Route.builder()
                        .methods(HttpMethod.GET, HttpMethod.CONNECT)
                        .path("/v1/events/ws")
                        .build())
                .requestTimeoutMillis(0)
                .maxRequestLength(0)
                .decorator(parts.authenticator().subscribing())
                .build(SubscribeRequest.PARAMETERS.guard(
                        new EventSocket(outlets, parts.pushing().acks())));
        server.route()
                .post("/v1/events/{id}/acks")
                .decorator(parts.authenticator().subscribing())
                .build(AckRoutes.PARAMETERS.guard(new AckRoutes(parts.pushing().acks()).acknowledge()));
        PresenceRoutes presence = new PresenceRoutes(parts.pushing().hub());
        route(
                server,
                HttpMethod.GET,
                "/v1/presence",
                PresenceRoutes.PARAMETERS,
                presence.get(),
                Scope.SUBSCRIBE,
                Scope.OPERATE);
    }

    /**
     * Probes need no key: they say no more than whether the server is well. Nor do they or the files refuse parameters:
     * what stands in front of a server adds its own, and neither means anything else by them.
     */
    private void probes(ServerBuilder server) {
        Readiness readiness =
                new Readiness(parts.store()::checkWritable, parts.threads().writer(), parts.running(), parts.ticker());
        ProbeRoutes probes = new ProbeRoutes(readiness);
        server.service(Route.builder().methods(HttpMethod.GET).exact("/").build(), new RootRoute());
        server.service(Route.builder().methods(HttpMethod.GET).path("/healthz").build(), probes.health());
        server.service(Route.builder().methods(HttpMethod.GET).path("/readyz").build(), probes.readiness());
        server.service(
                Route.builder().methods(HttpMethod.GET).path("/openapi.yaml").build(), new OpenApiRoute());
        server.service(
                Route.builder()
                        .methods(HttpMethod.GET)
                        .path("/client/tidings.js")
                        .build(),
                new BrowserModuleRoute());
        BacklogGauges backlog = new BacklogGauges(
                parts.metrics(),
                parts.channels().keySet(),
                parts.store().queries(),
                parts.threads().lists(),
                parts.clock(),
                parts.ticker());
        BlockedGauges.register(parts.metrics(), parts.channels().keySet(), parts.health());
        route(server, HttpMethod.GET, "/metrics", new MetricsRoute(parts.metrics(), backlog), Scope.SYSTEM);
    }

    /** The same operations over gRPC; health, reflection and the page at /docs show no data and need no key. */
    private void grpc(ServerBuilder server) {
        PushService push = new PushService(outlets);
        GrpcServiceBuilder grpc = GrpcService.builder()
                .exceptionHandler(new GrpcProblems())
                .intercept(new PlainTextCalls(Set.of(IntentServiceGrpc.SERVICE_NAME)))
                .maxRequestMessageLength(parts.limits().batchBytes())
                .enableUnframedRequests(true)
                .jsonMarshallerFactory(JsonOnDemand::new)
                .enableHealthCheckService(true)
                .addService(ProtoReflectionServiceV1.newInstance())
                .addService(new IntentGrpc(acceptor, parts.limits().batchIntents()), guards(Scope.PRODUCE))
                .addService(new PreviewGrpc(parts.previews()), guards(Scope.PRODUCE, Scope.OPERATE))
                .addService(new NotificationGrpc(notifications), guards(Scope.PRODUCE, Scope.OPERATE))
                .addService(new DeliveryGrpc(deliveries, replays, retries), guards(Scope.OPERATE))
                .addService(new EndpointGrpc(endpoints, tests, parts.clock()), guards(Scope.OPERATE))
                .addService(OperationGrpc.quarantine(operations), guards(Scope.OPERATE))
                .addService(OperationGrpc.events(operations), guards(Scope.OPERATE))
                .addService(new NodeGrpc(nodes), guards(Scope.SYSTEM))
                .addService(new ApiKeyGrpc(tenantKeys), guards(Scope.ADMIN))
                .addService(SystemKeyGrpc.secrets(secretKeys), guards(Scope.SYSTEM))
                .addService(SystemKeyGrpc.tokens(parts.tokenKeys(), parts.longestTokenTtl()), guards(Scope.SYSTEM))
                .addService(new RuntimeGrpc(parts.runtimes()), guards(Scope.OPERATE))
                .addService(push, List.of(parts.authenticator().subscribing()))
                .addService(new PushAlias(push), List.of(parts.authenticator().subscribing()));
        server.service(
                grpc.build(),
                service -> service.decorate((delegate, ctx, request) -> {
                            // Of one message of a call; a batch is one message too.
                            ctx.setMaxRequestLength(parts.limits().batchBytes());
                            return delegate.serve(ctx, request);
                        })
                        .decorate(AcceptedParameters.NONE::guard)
                        .decorate(PostOnly::new));
        server.serviceUnder("/docs", DocsPage.create());
    }

    private List<Function<? super HttpService, ? extends HttpService>> guards(Scope... anyOf) {
        return List.of(parts.authenticator().requiring(anyOf));
    }

    private void operate(ServerBuilder server, HttpMethod method, String path, HttpService service) {
        operate(server, method, path, AcceptedParameters.NONE, service);
    }

    private void operate(
            ServerBuilder server, HttpMethod method, String path, AcceptedParameters accepted, HttpService service) {
        route(server, method, path, accepted, service, Scope.OPERATE);
    }

    private void route(ServerBuilder server, HttpMethod method, String path, HttpService service, Scope... anyOf) {
        route(server, method, path, AcceptedParameters.NONE, service, anyOf);
    }

    private void route(
            ServerBuilder server,
            HttpMethod method,
            String path,
            AcceptedParameters accepted,
            HttpService service,
            Scope... anyOf) {
        server.route()
                .addRoute(Route.builder().methods(method).path(pattern(path)).build())
                .decorator(parts.authenticator().requiring(anyOf))
                .build(accepted.guard(service));
    }

    /** Templates as the OpenAPI document has them; those that end in a verb need a pattern of another kind. */
    private static String pattern(String template) {
        if (template.indexOf(':') < 0) {
            return template;
        }
        return template.indexOf('{') < 0
                ? "exact:" + template
                : "regex:^" + template.replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)") + "$";
    }
}
