package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import java.util.concurrent.CompletableFuture;

/** A bulk change by filter, such as {@code POST /v1/deliveries:replay}. */
public final class BulkRoutes {
    private final FilteredRuns runs;

    public BulkRoutes(FilteredRuns runs) {
        this.runs = runs;
    }

    public HttpService start() {
        return (ctx, request) -> {
            Principal principal = Principal.of(ctx);
            return HttpResponse.of(request.aggregate().thenCompose(whole -> {
                BulkBody body = BulkBody.read(JsonBody.of(whole), principal.tenant());
                return body.dryRun() ? count(body) : run(body, principal);
            }));
        };
    }

    private CompletableFuture<HttpResponse> count(BulkBody body) {
        return runs.count(body.request())
                .thenApply(dry -> RestResponses.json(HttpStatus.OK, json -> {
                    json.text("kind", runs.name());
                    json.text("status", "counted");
                    json.number("matched", dry.matched());
                    json.bool("matched_capped", dry.matched() >= FilteredRuns.MOST_COUNTED);
                    json.texts(
                            "sample",
                            dry.sample().stream().map(DeliveryId::value).toList());
                }));
    }

    private CompletableFuture<HttpResponse> run(BulkBody body, Principal principal) {
        return runs.start(body.request(), principal.keyId())
                .thenApply(run -> RestResponses.json(
                        run.status().ended() ? HttpStatus.OK : HttpStatus.ACCEPTED,
                        json -> BulkRunJson.write(json, run)));
    }
}
