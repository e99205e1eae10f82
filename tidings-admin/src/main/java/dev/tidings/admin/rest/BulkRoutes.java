package dev.tidings.admin.rest;

import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.server.HttpService;
import dev.tidings.admin.BulkProgress;
import dev.tidings.admin.BulkRuns;
import dev.tidings.http.JsonBody;
import dev.tidings.http.RestResponses;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.Objects;

/** Bulk changes: {@code POST /v1/deliveries:replay} and {@code :retry-now}, and their progress. */
public final class BulkRoutes {
    private final BulkRuns runs;
    private final String id;
    private final String done;

    private BulkRoutes(BulkRuns runs, String id, String done) {
        this.runs = runs;
        this.id = id;
        this.done = done;
    }

    public static BulkRoutes replays(BulkRuns runs) {
        return new BulkRoutes(runs, "replay_id", "replayed");
    }

    public static BulkRoutes retries(BulkRuns runs) {
        return new BulkRoutes(runs, "retry_id", "made_due");
    }

    public HttpService start() {
        return (ctx, request) -> HttpResponse.of(request.aggregate()
                .thenCompose(whole -> runs.start(
                        BulkBody.read(JsonBody.of(whole), Principal.of(ctx).tenant())))
                .thenApply(progress -> RestResponses.json(
                        progress.status() == BulkProgress.Status.RUNNING ? HttpStatus.ACCEPTED : HttpStatus.OK,
                        json -> write(json, progress))));
    }

    public HttpService get() {
        return (ctx, request) -> {
            BulkProgress progress = runs.find(Principal.of(ctx).tenant(), Objects.requireNonNull(ctx.pathParam("id")));
            return RestResponses.json(HttpStatus.OK, json -> write(json, progress));
        };
    }

    private void write(JsonWriter json, BulkProgress progress) throws IOException {
        json.text(id, progress.id());
        json.text("status", progress.status().code());
        json.number("matched", progress.matched());
        json.number(done, progress.done());
        json.number("passed_over", progress.passedOver());
        json.time("started_at", progress.startedAt());
        json.time("ended_at", progress.endedAt());
        json.text("error", progress.error());
    }
}
