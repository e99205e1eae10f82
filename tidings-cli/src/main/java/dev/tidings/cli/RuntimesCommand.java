package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings runtimes}. */
@Command(
        name = "runtimes",
        description = {
            "Lists, starts and stops game runtimes.",
            "Usually jobs arrive over Redis streams (docs/guides/runtimes.md); these commands do the same by hand. A"
                    + " game has one runtime; its operations are the history, with source and outcome."
        },
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings runtimes list",
            "  tidings runtimes start game-7 arena:1      an image of the catalogue or a registry",
            "  tidings runtimes logs game-7 --lines 20",
            "  tidings runtimes operations game-7         shows its history",
            "  tidings runtimes stop game-7 --reason 'over'"
        })
final class RuntimesCommand implements Runnable {
    private static final String PATH = "/v1/runtimes";

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "list",
            description = "Lists runtimes by game, including ended ones, with their endpoints.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes list --limit 10 --json")
    Integer list(
            @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
                    int limit,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            ArrayNode runtimes = new Listing(api, PATH, "runtimes").all(Map.of(), limit);
            Screen out = out();
            if (remote.json()) {
                out.json(runtimes);
            } else if (runtimes.isEmpty()) {
                out.line("No runtimes.");
            } else {
                Table table = new Table(
                        Column.text("GAME"),
                        Column.status("STATUS"),
                        Column.text("IMAGE"),
                        Column.text("ENDPOINT"),
                        Column.text("NODE"),
                        Column.time("CHANGED"));
                for (JsonNode runtime : runtimes) {
                    table.row(
                            texts(runtime, "game_id", "status", "image_ref", "engine_endpoint", "node", "changed_at"));
                }
                out.table(table);
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "show",
            description = "Shows the runtime of a game.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes show game-7")
    Integer show(@Parameters(paramLabel = "GAME") String game, @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode runtime = api.get(path(game));
            if (remote.json()) {
                out().json(runtime);
            } else {
                runtime.properties()
                        .forEach(field -> out().line(String.format(Locale.ROOT, "%-17s", field.getKey() + ":")
                                + field.getValue().asText()));
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "start",
            description =
                    "Starts an image for a game and waits until its runtime is ready. If the same image is already"
                            + " running, nothing changes (replay_no_op); another running image is a conflict: stop it"
                            + " first.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes start game-7 arena:1")
    Integer start(
            @Parameters(paramLabel = "GAME") String game,
            @Parameters(paramLabel = "IMAGE", description = "name:tag, as in runtimes.catalogue.") String image,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            return ended(
                    api.post(
                            path(game) + ":start",
                            ApiClient.JSON.createObjectNode().put("image_ref", image)),
                    remote);
        }
    }

    @Command(
            name = "stop",
            description = "Stops the runtime of a game, even while it is starting, and waits until it is gone.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes stop game-7 --reason 'the season is over'")
    Integer stop(
            @Parameters(paramLabel = "GAME") String game,
            @Option(names = "--reason", defaultValue = "", description = "Recorded with the operation.") String reason,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            return ended(
                    api.post(
                            path(game) + ":stop",
                            ApiClient.JSON.createObjectNode().put("reason", reason)),
                    remote);
        }
    }

    @Command(
            name = "operations",
            description = "Lists the operations of a game's runtime, newest first:"
                    + " start, stop, exit (by itself), restart.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes operations game-7 --limit 5")
    Integer operations(
            @Parameters(paramLabel = "GAME") String game,
            @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
                    int limit,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            ArrayNode operations = new Listing(api, path(game) + "/operations", "operations").all(Map.of(), limit);
            if (remote.json()) {
                out().json(operations);
                return ExitCodes.OK;
            }
            Table table = new Table(
                    Column.time("STARTED"),
                    Column.whole("KIND"),
                    Column.status("OUTCOME"),
                    Column.whole("CODE"),
                    Column.text("SOURCE"),
                    Column.text("REF"),
                    Column.text("MESSAGE"));
            for (JsonNode operation : operations) {
                table.row(texts(
                        operation,
                        "started_at",
                        "kind",
                        "outcome",
                        "error_code",
                        "source",
                        "source_ref",
                        "error_message"));
            }
            out().table(table);
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "logs",
            description = "Prints the last log lines of a game's runtime.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes logs game-7 --lines 20")
    Integer logs(
            @Parameters(paramLabel = "GAME") String game,
            @Option(names = "--lines", defaultValue = "100", description = "Maximum number of lines (default 100).")
                    int lines,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            JsonNode answer = api.get(path(game) + "/logs", Map.of("lines", Integer.toString(lines)));
            if (remote.json()) {
                out().json(answer);
            } else {
                answer.path("lines").forEach(line -> out().line(line.asText()));
            }
            return ExitCodes.OK;
        }
    }

    private int ended(JsonNode operation, ConnectionOptions remote) {
        boolean success = operation.path("outcome").asText().equals("success");
        if (remote.json()) {
            out().json(operation);
        } else {
            String code = operation.path("error_code").asText("");
            String message = operation.path("error_message").asText("");
            out().line((operation.path("game_id").asText() + " "
                            + operation.path("outcome").asText()
                            + (code.isEmpty() ? "" : " " + code)
                            + (message.isEmpty() ? "" : ": " + message)
                            + (success ? " " + operation.path("engine_endpoint").asText("") : ""))
                    .stripTrailing());
        }
        return success ? ExitCodes.OK : ExitCodes.FAILED;
    }

    private static List<String> texts(JsonNode node, String... fields) {
        return java.util.Arrays.stream(fields)
                .map(field -> node.path(field).asText(""))
                .toList();
    }

    private static String path(String game) {
        return PATH + "/" + ApiClient.segment(game);
    }

    private Screen out() {
        return Screen.of(spec);
    }
}
