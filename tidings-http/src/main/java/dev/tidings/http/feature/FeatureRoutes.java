package dev.tidings.http.feature;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServiceBindingBuilder;
import dev.tidings.core.access.Scope;
import dev.tidings.core.audit.AuditSource;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.GrpcOnDemand;
import dev.tidings.http.access.Authenticator;
import dev.tidings.http.export.Exports;
import io.grpc.BindableService;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/**
 * Where features add their services, over HTTP and over gRPC, each behind the scope that it needs. What operators change is
 * recorded; see {@link AuditedService}.
 */
public final class FeatureRoutes {
    private final ServerBuilder server;
    private final GrpcOnDemand grpc;
    private final Authenticator authenticator;
    private final LocalApi local = new LocalApi();

    public FeatureRoutes(ServerBuilder server, GrpcOnDemand grpc, Authenticator authenticator) {
        this.server = server;
        this.grpc = grpc;
        this.authenticator = authenticator;
    }

    /** For people who operate a tenant; takes no query parameters. */
    public void operate(HttpMethod method, String path, HttpService service) {
        operate(method, path, AcceptedParameters.NONE, service);
    }

    public void operate(HttpMethod method, String path, AcceptedParameters accepted, HttpService service) {
        add(method, path, accepted, service, Scope.OPERATE);
    }

    /** @param timeout of a call, which may take longer than others */
    public void operate(
            HttpMethod method, String path, AcceptedParameters accepted, Duration timeout, HttpService service) {
        Function<? super HttpService, ? extends HttpService> guard = guarding(AuditSource.REST, method, Scope.OPERATE);
        HttpService checked = accepted.guard(service);
        HttpService patient = (ctx, request) -> {
            ctx.setRequestTimeout(timeout);
            return checked.serve(ctx, request);
        };
        local.add(method, path, () -> guard.apply(patient));
        bind(path, method).decorator(guard).requestTimeout(timeout).build(checked);
    }

    /** Takes no query parameters. */
    public void add(HttpMethod method, String path, HttpService service, Scope... anyOf) {
        add(method, path, AcceptedParameters.NONE, service, anyOf);
    }

    /** @param path as the OpenAPI document has it, such as {@code /v1/deliveries/{id}:replay} */
    public void add(HttpMethod method, String path, AcceptedParameters accepted, HttpService service, Scope... anyOf) {
        Function<? super HttpService, ? extends HttpService> guard = guarding(AuditSource.REST, method, anyOf);
        HttpService checked = accepted.guard(service);
        local.add(method, path, () -> guard.apply(checked));
        bind(path, method).decorator(guard).build(checked);
    }

    /** For a route that responds with an export. */
    public void export(String path, AcceptedParameters accepted, HttpService service, Scope scope) {
        bind(path, scope, HttpMethod.GET).requestTimeout(Exports.LONGEST).build(accepted.guard(service));
    }

    /** For a route with bounds of its own: the caller adds them and builds it. */
    public ServiceBindingBuilder bind(String path, Scope scope, HttpMethod method) {
        return bind(path, method).decorator(guarding(AuditSource.REST, method, scope));
    }

    /** For subscribers: an API key or a token. The caller adds bounds and builds it. */
    public ServiceBindingBuilder bindSubscribing(String path, HttpMethod... methods) {
        return bind(path, methods).decorator(authenticator.subscribing());
    }

    /** For everybody, without a key; what it answers shows no data. */
    public void addPublic(String path, HttpService service) {
        server.service(Route.builder().methods(HttpMethod.GET).exact(path).build(), service);
    }

    /**
     * For pages under a path, which check access themselves with {@link #authenticator}.
     *
     * @param path such as {@code /console}
     */
    public void addPages(String path, HttpService pages) {
        server.service(
                Route.builder()
                        .methods(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST)
                        .path("regex:^" + path + "(?:/.*)?$")
                        .build(),
                pages);
    }

    public Authenticator authenticator() {
        return authenticator;
    }

    /** The API, to be called by pages of this server. It is complete when all features have added their routes. */
    public LocalApi local() {
        return local;
    }

    public void add(BindableService service, Scope... anyOf) {
        grpc.add(service, List.of(guarding(AuditSource.GRPC, HttpMethod.POST, anyOf)));
    }

    public void addSubscribing(BindableService service) {
        grpc.add(service, List.of(authenticator.subscribing()));
    }

    /** Access is checked first: only an authenticated call has an origin. */
    private Function<? super HttpService, ? extends HttpService> guarding(
            AuditSource source, HttpMethod method, Scope... anyOf) {
        return service ->
                authenticator.requiring(anyOf).apply(AuditedService.of(service, method, List.of(anyOf), source));
    }

    private ServiceBindingBuilder bind(String path, HttpMethod... methods) {
        return server.route()
                .addRoute(Route.builder().methods(methods).path(pattern(path)).build());
    }

    /** Templates as the OpenAPI document has them; those that end in an operation need a pattern of another kind. */
    private static String pattern(String template) {
        if (template.indexOf(':') < 0) {
            return template;
        }
        return template.indexOf('{') < 0
                ? "exact:" + template
                : "regex:^" + template.replaceAll("\\{(\\w+)}", "(?<$1>[^/]+)") + "$";
    }
}
