package dev.tidings.server.app;

import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerListenerAdapter;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.BrowserHeaders;
import dev.tidings.http.DocsPage;
import dev.tidings.http.GrpcOnDemand;
import dev.tidings.http.GrpcProblems;
import dev.tidings.http.PlainTextCalls;
import dev.tidings.http.PlainUrls;
import dev.tidings.http.PostOnly;
import dev.tidings.http.ProblemErrorHandler;
import dev.tidings.http.SingleHost;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.feature.EdgeLimits;
import dev.tidings.http.feature.FeatureRoutes;
import dev.tidings.http.feature.Features;
import dev.tidings.v1.IntentServiceGrpc;
import io.grpc.BindableService;
import io.grpc.protobuf.services.HealthStatusManager;
import io.grpc.protobuf.services.ProtoReflectionServiceV1;
import java.util.List;
import java.util.Set;

/** Adds the HTTP and gRPC routes of all features to one server, with common limits. */
record Edges(Features features, Authenticator authenticator, EdgeLimits limits, NodeRoles roles) {
    void addTo(ServerBuilder server) {
        BrowserHeaders.addTo(server);
        // Only clients with a key may learn the version.
        server.disableServerHeader()
                .errorHandler(new ProblemErrorHandler(path -> RoleRoutes.elsewhere(roles, path)))
                .decorator(new PlainUrls())
                .decorator(new SingleHost())
                .maxRequestLength(limits.intentBytes())
                .requestTimeout(limits.requestTimeout());
        GrpcOnDemand grpc = new GrpcOnDemand(this::builder).add(health(server), List.of());
        features.addTo(new FeatureRoutes(server, grpc, authenticator));
        add(server, grpc);
        add(server, reflection());
        server.serviceUnder("/docs", DocsPage.create());
    }

    private void add(ServerBuilder server, GrpcOnDemand services) {
        server.service(
                services,
                service -> service.decorate((delegate, ctx, request) -> {
                            // The limit for one message of a call; a batch is one message.
                            ctx.setMaxRequestLength(limits.batchBytes());
                            return delegate.serve(ctx, request);
                        })
                        .decorate(AcceptedParameters.NONE::guard)
                        .decorate(PostOnly::new));
    }

    /** The standard health service: healthy until the server stops. */
    private static BindableService health(ServerBuilder server) {
        HealthStatusManager health = new HealthStatusManager();
        server.serverListener(new ServerListenerAdapter() {
            @Override
            public void serverStopping(Server stopping) {
                health.enterTerminalState();
            }
        });
        return health.getHealthService();
    }

    /**
     * Reflection over the services of all others. It is apart from them, because Armeria collects the services of all routes for each
     * route of the service that has reflection: with 150 of them, that was most of a start.
     */
    private GrpcOnDemand reflection() {
        return new GrpcOnDemand(this::builder).add(ProtoReflectionServiceV1.newInstance(), List.of());
    }

    /** Health, reflection and the page at /docs show no data and need no key. */
    private GrpcServiceBuilder builder() {
        return GrpcService.builder()
                .exceptionHandler(new GrpcProblems())
                .intercept(new PlainTextCalls(Set.of(IntentServiceGrpc.SERVICE_NAME)))
                .maxRequestMessageLength(limits.batchBytes())
                .enableUnframedRequests(true)
                .jsonMarshallerFactory(JsonOnDemand::new);
    }
}
