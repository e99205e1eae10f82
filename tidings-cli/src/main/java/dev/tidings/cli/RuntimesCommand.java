package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
final class RuntimesCommand extends CommandGroup {
    private static final String PATH = "/v1/runtimes";

    private static final PrintedList RUNTIMES = new PrintedList(
            PATH,
            "runtimes",
            "No runtimes.",
            List.of(
                    Column.text("GAME"),
                    Column.status("STATUS"),
                    Column.text("IMAGE"),
                    Column.text("ENDPOINT"),
                    Column.text("NODE"),
                    Column.time("CHANGED")),
            runtime -> texts(runtime, "game_id", "status", "image_ref", "engine_endpoint", "node", "changed_at"));

    @Command(
            name = "list",
            description = "Lists runtimes by game, including ended ones, with their endpoints.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes list --limit 10 --json")
    Integer list(@Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return RUNTIMES.print(Map.of(), limit, remote, out());
    }

    @Command(
            name = "show",
            description = "Shows the runtime of a game.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings runtimes show game-7")
    Integer show(@Parameters(paramLabel = "GAME") String game, @Mixin ConnectionOptions remote) {
        return answered(
                remote,
                api -> api.get(path(game)),
                runtime -> runtime.properties()
                        .forEach(field -> out().line(String.format(Locale.ROOT, "%-17s", field.getKey() + ":")
                                + field.getValue().asText())));
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
            @Parameters(paramLabel = "GAME") String game, @Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return new PrintedList(
                        path(game) + "/operations",
                        "operations",
                        "No operations.",
                        List.of(
                                Column.time("STARTED"),
                                Column.whole("KIND"),
                                Column.status("OUTCOME"),
                                Column.whole("CODE"),
                                Column.text("SOURCE"),
                                Column.text("REF"),
                                Column.text("MESSAGE")),
                        operation -> texts(
                                operation,
                                "started_at",
                                "kind",
                                "outcome",
                                "error_code",
                                "source",
                                "source_ref",
                                "error_message"))
                .print(Map.of(), limit, remote, out());
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
        return answered(
                remote,
                api -> api.get(path(game) + "/logs", Map.of("lines", Integer.toString(lines))),
                answer -> answer.path("lines").forEach(line -> out().line(line.asText())));
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
        return Arrays.stream(fields).map(field -> node.path(field).asText("")).toList();
    }

    private static String path(String game) {
        return PATH + "/" + ApiClient.segment(game);
    }
}
