package dev.tidings.http;

import static com.google.common.collect.ImmutableSet.toImmutableSet;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.HttpServiceWithRoutes;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceConfig;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.grpc.GrpcService;
import com.linecorp.armeria.server.grpc.GrpcServiceBuilder;
import io.grpc.BindableService;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * gRPC services on the routes of their methods. Armeria's service is built for the first request, on a blocking thread: its builder
 * compiles codecs, which takes a tenth of a start and memory that a server without gRPC clients does not need.
 */
public final class GrpcOnDemand implements HttpServiceWithRoutes {
    private final Supplier<GrpcServiceBuilder> builder;
    private final List<Guarded> services = new ArrayList<>();
    private volatile @Nullable ServiceConfig config;
    private volatile @Nullable GrpcService built;
    /** Reflection looks at all services of the server while it is added, and so at itself. */
    private @Nullable GrpcService begun;

    /** @param builder with everything but the services */
    public GrpcOnDemand(Supplier<GrpcServiceBuilder> builder) {
        this.builder = builder;
    }

    /** Adds a service before this is added to a server. */
    public GrpcOnDemand add(
            BindableService service, List<Function<? super HttpService, ? extends HttpService>> guards) {
        services.add(new Guarded(service, List.copyOf(guards)));
        return this;
    }

    @Override
    public Set<Route> routes() {
        return services.stream()
                .flatMap(guarded -> guarded.service.bindService().getServiceDescriptor().getMethods().stream())
                .map(method ->
                        Route.builder().exact("/" + method.getFullMethodName()).build())
                .collect(toImmutableSet());
    }

    /** Called once per route. */
    @Override
    public void serviceAdded(ServiceConfig added) {
        config = added;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        GrpcService ready = built;
        return ready == null
                ? HttpResponse.of(CompletableFuture.supplyAsync(this::built, ctx.blockingTaskExecutor())
                        .thenApplyAsync(service -> serve(service, ctx, request), ctx.eventLoop()))
                : ready.serve(ctx, request);
    }

    private static HttpResponse serve(GrpcService service, ServiceRequestContext ctx, HttpRequest request) {
        try {
            return service.serve(ctx, request);
        } catch (RuntimeException failed) {
            throw failed;
        } catch (Exception failed) {
            throw new CompletionException(failed);
        }
    }

    /** Streams both ways, which is right for any method, until the methods are known. */
    @Override
    public ExchangeType exchangeType(RoutingContext routing) {
        GrpcService ready = built;
        return ready == null ? ExchangeType.BIDI_STREAMING : ready.exchangeType(routing);
    }

    @Override
    public boolean shouldCachePath(String path, @Nullable String query, Route route) {
        return true;
    }

    /** Builds the service for those who describe it: reflection and the page at /docs. */
    @Override
    public <T> @Nullable T as(Class<T> type) {
        return GrpcService.class.isAssignableFrom(type) ? built().as(type) : HttpServiceWithRoutes.super.as(type);
    }

    private GrpcService built() {
        GrpcService known = built;
        return known == null ? build() : known;
    }

    private synchronized GrpcService build() {
        GrpcService known = begun;
        if (known != null) {
            return known;
        }
        GrpcServiceBuilder fresh = builder.get();
        services.forEach(guarded -> fresh.addService(guarded.service, guarded.guards));
        GrpcService service = fresh.build();
        begun = service;
        try {
            service.serviceAdded(Objects.requireNonNull(config));
        } catch (Exception failed) {
            begun = null;
            throw new IllegalStateException("gRPC services cannot be added", failed);
        }
        built = service;
        return service;
    }

    private record Guarded(
            BindableService service, List<Function<? super HttpService, ? extends HttpService>> guards) {}
}
