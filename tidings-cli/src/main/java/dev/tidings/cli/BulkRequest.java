package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * A bulk change, started on a server and followed until it ends.
 *
 * @param verb of the route, such as {@code replay}
 * @param line formats a run
 */
record BulkRequest(String verb, Function<JsonNode, String> line) {
    private static final Set<String> LISTS = Set.of("status", "channel", "reason");
    private static final Set<String> UNFINISHED = Set.of("running", "canceling");
    private static final Duration LOOK_AGAIN = Duration.ofMillis(200);

    /**
     * @param yes runs the change; otherwise the matches are only counted
     * @param rate maximum deliveries per second; 0 for no limit
     */
    int run(ApiClient api, Map<String, String> which, boolean yes, int rate, boolean json, Screen out, Ticker ticker)
            throws InterruptedException {
        JsonNode run = api.post("/v1/deliveries:" + verb, body(which, yes, rate));
        Progress progress = new Progress(out, ticker);
        while (UNFINISHED.contains(run.path("status").asText())) {
            JsonNode now = run;
            progress.show(() -> line.apply(now));
            Thread.sleep(LOOK_AGAIN);
            run = api.get(
                    "/v1/bulk-runs/" + ApiClient.segment(run.path("run_id").asText()));
        }
        progress.end();
        if (json) {
            out.json(run);
        } else if (yes) {
            out.line(line.apply(run));
        } else {
            out.line((run.path("matched_capped").asBoolean() ? "At least " : "")
                    + run.path("matched").asText() + " deliveries match; add --yes to " + verb + " them.");
        }
        String error = run.path("error").asText("");
        if ("canceled".equals(run.path("status").asText())) {
            out.note("tidings: the " + verb + " was canceled");
            return ExitCodes.FAILED;
        }
        if (!error.isEmpty()) {
            out.note("tidings: the " + verb + " ended early: " + error);
            return ExitCodes.FAILED;
        }
        return ExitCodes.OK;
    }

    private static ObjectNode body(Map<String, String> which, boolean yes, int rate) {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        ObjectNode filter = body.putObject("filter");
        which.forEach((name, value) -> {
            if (LISTS.contains(name)) {
                ArrayNode values = filter.putArray(name);
                Arrays.asList(value.split(",", -1)).forEach(values::add);
            } else {
                filter.put(name, value);
            }
        });
        body.put("dry_run", !yes);
        if (rate > 0) {
            body.put("rate_per_second", rate);
        }
        return body;
    }
}
