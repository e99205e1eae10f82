package dev.tidings.admin.rest;

import dev.tidings.admin.BulkRuns;
import dev.tidings.admin.FilteredRuns;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes bulk runs. */
final class BulkRunJson {
    private BulkRunJson() {}

    static void write(JsonWriter json, BulkRun run) throws IOException {
        json.text("run_id", run.id());
        json.text("kind", run.kind());
        json.raw("request", BulkRuns.shownRequest(run));
        json.text("requested_by", run.requestedBy());
        json.text("status", run.status().code());
        json.number("matched", run.matched());
        if (run.matched() != null) {
            json.bool("matched_capped", run.matched() >= FilteredRuns.MOST_COUNTED);
        }
        json.number("done", run.done());
        json.number("passed_over", run.passedOver());
        json.time("started_at", run.startedAt());
        json.time("ended_at", run.endedAt());
        json.text("error", run.error());
    }
}
