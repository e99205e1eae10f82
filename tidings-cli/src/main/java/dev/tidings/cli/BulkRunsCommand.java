package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code tidings bulk-runs}. */
@Command(
        name = "bulk-runs",
        description = {
            "Shows and cancels bulk runs: replays, retries, cancellations and other work over many deliveries.",
            "A run continues on another node when its node stops."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | get | cancel)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings bulk-runs list",
            "  tidings bulk-runs get run_01K...",
            "  tidings bulk-runs cancel run_01K..."
        })
final class BulkRunsCommand extends CommandGroup {
    private static final String PATH = "/v1/bulk-runs";

    private static final PrintedList RUNS = new PrintedList(
            PATH,
            "bulk_runs",
            "No bulk runs.",
            List.of(
                    Column.whole("RUN"),
                    Column.text("KIND"),
                    Column.status("STATUS"),
                    Column.text("PROGRESS"),
                    Column.time("STARTED"),
                    Column.text("BY")),
            run -> List.of(
                    run.path("run_id").asText(),
                    run.path("kind").asText(),
                    run.path("status").asText(),
                    progress(run),
                    run.path("started_at").asText(),
                    run.path("requested_by").asText("-")));

    @Command(
            name = "list",
            description = "Lists bulk runs, newest first.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs list --limit 10 --json")
    int list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return RUNS.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "get",
            description = "Shows the progress of a bulk run.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs get run_01K...")
    int get(@Parameters(paramLabel = "RUN", description = "run_...") String id, @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.get(path(id)), this::show);
    }

    @Command(
            name = "cancel",
            description = "Stops a bulk run after its current slice; what it has changed stays changed.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs cancel run_01K...")
    int cancel(@Parameters(paramLabel = "RUN", description = "run_...") String id, @Mixin ConnectionOptions remote) {
        return answered(remote, api -> api.post(path(id) + ":cancel", null), this::show);
    }

    private void show(JsonNode run) {
        String error = run.path("error").asText("");
        out().line(run.path("kind").asText() + " " + run.path("run_id").asText() + " "
                + run.path("status").asText() + ": " + progress(run) + (error.isEmpty() ? "" : "; " + error));
    }

    private static String progress(JsonNode run) {
        String matched = run.path("matched").asText("");
        String of =
                matched.isEmpty() ? "" : " of " + (run.path("matched_capped").asBoolean() ? "at least " : "") + matched;
        long passedOver = run.path("passed_over").asLong();
        return run.path("done").asText() + of + " done" + (passedOver == 0 ? "" : ", " + passedOver + " passed over");
    }

    private static String path(String id) {
        return PATH + "/" + ApiClient.segment(id);
    }
}
