package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.Optional;
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
                return runs.tooLate(body.request())
                        .thenCompose(late -> body.dryRun() ? count(body, late) : run(body, principal, late));
            }));
        };
    }

    private CompletableFuture<HttpResponse> count(BulkBody body, Optional<FilteredRuns.TooLate> late) {
        return runs.count(body.request())
                .thenApply(dry -> RestResponses.json(HttpStatus.OK, json -> {
                    json.text("kind", runs.name());
                    json.text("status", "counted");
                    json.number("matched", dry.matched());
                    json.bool("matched_capped", dry.matched() >= FilteredRuns.MOST_COUNTED);
                    write(json, late);
                    json.texts(
                            "sample",
                            dry.sample().stream().map(DeliveryId::value).toList());
                }));
    }

    private static void write(JsonWriter json, Optional<FilteredRuns.TooLate> late) throws IOException {
        if (late.isPresent()) {
            json.number("sent", late.get().sent());
            json.number("sending", late.get().sending());
        }
    }

    private CompletableFuture<HttpResponse> run(
            BulkBody body, Principal principal, Optional<FilteredRuns.TooLate> late) {
        return runs.start(body.request(), principal.keyId())
                .thenApply(
                        run -> RestResponses.json(run.status().ended() ? HttpStatus.OK : HttpStatus.ACCEPTED, json -> {
                            BulkRunJson.write(json, run);
                            write(json, late);
                        }));
    }
}
