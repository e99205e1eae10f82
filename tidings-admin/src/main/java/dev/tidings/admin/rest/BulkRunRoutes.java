package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.admin.BulkRuns;
import dev.tidings.http.Paging;
import dev.tidings.http.QueryParameters;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.Objects;

/** Serves {@code /v1/bulk-runs}. */
public final class BulkRunRoutes {
    private final BulkRuns runs;

    public BulkRunRoutes(BulkRuns runs) {
        this.runs = runs;
    }

    public HttpService list() {
        return (ctx, request) -> RestResponses.of(
                runs.list(Principal.of(ctx).tenant(), Paging.of(QueryParameters.of(ctx))),
                page -> RestResponses.json(HttpStatus.OK, json -> {
                    json.objects("bulk_runs", page.items(), BulkRunJson::write);
                    json.text("next_cursor", page.next());
                }));
    }

    public HttpService get() {
        return (ctx, request) -> RestResponses.of(
                runs.find(Principal.of(ctx).tenant(), id(ctx)),
                run -> RestResponses.json(HttpStatus.OK, json -> BulkRunJson.write(json, run)));
    }

    public HttpService cancel() {
        return (ctx, request) -> {
            Principal principal = Principal.of(ctx);
            return RestResponses.of(
                    runs.cancel(principal.tenant(), id(ctx), principal.keyId()),
                    run -> RestResponses.json(HttpStatus.OK, json -> BulkRunJson.write(json, run)));
        };
    }

    private static String id(ServiceRequestContext ctx) {
        return Objects.requireNonNull(ctx.pathParam("id"));
    }
}
