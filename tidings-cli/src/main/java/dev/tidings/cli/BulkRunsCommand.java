package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
final class BulkRunsCommand implements Runnable {
    private static final String PATH = "/v1/bulk-runs";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "list",
            description = "Lists bulk runs, newest first.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs list --limit 10 --json")
    int list(
            @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
                    int limit,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            ArrayNode runs = new Listing(api, PATH, "bulk_runs").all(Map.of(), limit);
            if (remote.json()) {
                out().json(runs);
                return ExitCodes.OK;
            }
            if (runs.isEmpty()) {
                out().line("No bulk runs.");
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.whole("RUN"),
                    Column.text("KIND"),
                    Column.status("STATUS"),
                    Column.text("PROGRESS"),
                    Column.time("STARTED"),
                    Column.text("BY"));
            for (JsonNode run : runs) {
                table.row(List.of(
                        run.path("run_id").asText(),
                        run.path("kind").asText(),
                        run.path("status").asText(),
                        progress(run),
                        run.path("started_at").asText(),
                        run.path("requested_by").asText("-")));
            }
            out().table(table);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "get",
            description = "Shows the progress of a bulk run.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs get run_01K...")
    int get(@Parameters(paramLabel = "RUN", description = "run_...") String id, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            show(api.get(PATH + "/" + ApiClient.segment(id)), remote);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "cancel",
            description = "Stops a bulk run after its current slice; what it has changed stays changed.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings bulk-runs cancel run_01K...")
    int cancel(@Parameters(paramLabel = "RUN", description = "run_...") String id, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            show(api.post(PATH + "/" + ApiClient.segment(id) + ":cancel", null), remote);
            return ExitCodes.OK;
        }
    }

    private void show(JsonNode run, ConnectionOptions remote) {
        if (remote.json()) {
            out().json(run);
            return;
        }
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

    private Screen out() {
        return Screen.of(spec);
    }
}
