package dev.tidings.jobs.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.AcceptedParameters;
import dev.tidings.http.JsonBody;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.jobs.RuntimeService;
import dev.tidings.jobs.runtime.Operation;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Serves {@code /v1/runtimes}. */
public final class RuntimeRoutes {
    public static final AcceptedParameters LINES = AcceptedParameters.of("lines");

    private static final String SOURCE = "rest";

    private final RuntimeService runtimes;

    public RuntimeRoutes(RuntimeService runtimes) {
        this.runtimes = runtimes;
    }

    public HttpService list() {
        return (ctx, request) -> {
            return RestResponses.of(
                    runtimes.list(tenant(ctx), Paging.of(QueryParameters.of(ctx))),
                    page -> RestResponses.json(HttpStatus.OK, json -> {
                        json.objects("runtimes", page.items(), RuntimeJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService get() {
        return (ctx, request) -> {
            return RestResponses.of(
                    runtimes.find(tenant(ctx), game(ctx)),
                    runtime -> RestResponses.json(HttpStatus.OK, json -> RuntimeJson.write(json, runtime)));
        };
    }

    public HttpService operations() {
        return (ctx, request) -> {
            return RestResponses.of(
                    runtimes.operations(tenant(ctx), game(ctx), Paging.of(QueryParameters.of(ctx))),
                    page -> RestResponses.json(HttpStatus.OK, json -> {
                        json.objects("operations", page.items(), RuntimeJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService logs() {
        return (ctx, request) -> {
            QueryParameters query = QueryParameters.of(ctx);
            return RestResponses.of(
                    runtimes.logs(
                            tenant(ctx),
                            game(ctx),
                            query.number("lines", 1, RuntimeService.MAX_LINES, RuntimeService.DEFAULT_LINES)),
                    lines -> RestResponses.json(HttpStatus.OK, json -> json.texts("lines", lines)));
        };
    }

    public HttpService start() {
        return (ctx, request) -> ended(request, body -> {
            String image = RuntimeBody.text(JsonBody.of(body), "image_ref");
            return runtimes.start(tenant(ctx), SOURCE, game(ctx), image);
        });
    }

    /** Stops a runtime. The body is optional. */
    public HttpService stop() {
        return (ctx, request) -> ended(request, body -> {
            String reason = body.content().isEmpty() ? "" : RuntimeBody.text(JsonBody.of(body), "reason");
            return runtimes.stop(tenant(ctx), SOURCE, game(ctx), reason);
        });
    }

    private static HttpResponse ended(
            HttpRequest request, Function<AggregatedHttpRequest, CompletableFuture<Operation>> call) {
        return RestResponses.of(
                request.aggregate().thenCompose(call),
                operation -> RestResponses.json(HttpStatus.OK, json -> RuntimeJson.write(json, operation)));
    }

    private static String tenant(ServiceRequestContext ctx) {
        return Principal.of(ctx).tenant();
    }

    private static String game(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("game"));
    }
}
