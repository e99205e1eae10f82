package dev.tidings.server.job.rest;

import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.job.Operation;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.server.access.Principal;
import dev.tidings.server.http.Answers;
import dev.tidings.server.http.JsonBody;
import dev.tidings.server.job.RuntimeDesk;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** {@code /v1/runtimes}. */
public final class RuntimeRoutes {
    private static final String SOURCE = "rest";
    private static final List<String> PAGING = List.of("limit", "cursor");
    private static final List<String> LINES = List.of("lines");

    private final RuntimeDesk desk;

    public RuntimeRoutes(RuntimeDesk desk) {
        this.desk = desk;
    }

    public HttpService list() {
        return (ctx, request) -> {
            QueryParams query = query(ctx, PAGING);
            return Answers.of(
                    desk.list(tenant(ctx), cursor(query), number(query, "limit", RuntimeDesk.DEFAULT_LIMIT)),
                    page -> Answers.json(HttpStatus.OK, json -> {
                        json.objects("runtimes", page.items(), RuntimeJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService get() {
        return (ctx, request) -> {
            query(ctx, List.of());
            return Answers.of(
                    desk.find(tenant(ctx), game(ctx)),
                    runtime -> Answers.json(HttpStatus.OK, json -> RuntimeJson.write(json, runtime)));
        };
    }

    public HttpService operations() {
        return (ctx, request) -> {
            QueryParams query = query(ctx, PAGING);
            return Answers.of(
                    desk.operations(
                            tenant(ctx), game(ctx), cursor(query), number(query, "limit", RuntimeDesk.DEFAULT_LIMIT)),
                    page -> Answers.json(HttpStatus.OK, json -> {
                        json.objects("operations", page.items(), RuntimeJson::write);
                        json.text("next_cursor", page.next());
                    }));
        };
    }

    public HttpService logs() {
        return (ctx, request) -> {
            QueryParams query = query(ctx, LINES);
            return Answers.of(
                    desk.logs(tenant(ctx), game(ctx), number(query, "lines", RuntimeDesk.DEFAULT_LINES)),
                    lines -> Answers.json(HttpStatus.OK, json -> json.texts("lines", lines)));
        };
    }

    public HttpService start() {
        return (ctx, request) -> ended(ctx, request, body -> {
            String image = RuntimeBody.text(JsonBody.of(body), "image_ref");
            return desk.start(tenant(ctx), SOURCE, game(ctx), image);
        });
    }

    /** A body is optional. */
    public HttpService stop() {
        return (ctx, request) -> ended(ctx, request, body -> {
            String reason = body.content().isEmpty() ? "" : RuntimeBody.text(JsonBody.of(body), "reason");
            return desk.stop(tenant(ctx), SOURCE, game(ctx), reason);
        });
    }

    private static HttpResponse ended(
            ServiceRequestContext ctx,
            HttpRequest request,
            Function<AggregatedHttpRequest, CompletableFuture<Operation>> call) {
        query(ctx, List.of());
        return Answers.of(
                request.aggregate().thenCompose(call),
                operation -> Answers.json(HttpStatus.OK, json -> RuntimeJson.write(json, operation)));
    }

    private static String tenant(ServiceRequestContext ctx) {
        return Principal.of(ctx).tenant();
    }

    private static String game(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("game"));
    }

    /** Unknown parameters are refused. */
    private static QueryParams query(ServiceRequestContext ctx, List<String> known) {
        QueryParams params = ctx.queryParams();
        for (String name : params.names()) {
            if (!known.contains(name) || params.getAll(name).size() > 1) {
                throw Problem.at(
                                ProblemCode.UNKNOWN_FIELD,
                                name,
                                "not a parameter here, or there more than once",
                                known.isEmpty() ? "none" : "one of " + String.join(", ", known))
                        .exception();
            }
        }
        return params;
    }

    private static @Nullable String cursor(QueryParams params) {
        String cursor = params.get("cursor");
        return cursor == null || cursor.isEmpty() ? null : cursor;
    }

    private static int number(QueryParams params, String name, int fallback) {
        String text = params.get(name);
        if (text == null || text.isEmpty()) {
            return fallback;
        }
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException malformed) {
            throw Problem.invalid(name, text, "a whole number").exception();
        }
    }
}
