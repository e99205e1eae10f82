package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code tidings replay}. */
@Command(
        name = "replay",
        description = {
            "Makes ended deliveries pending again with a new attempt budget; their history is kept.",
            "Deliveries skipped for lack of an endpoint are routed again, by the current endpoints.",
            "With a filter, it only counts the matches unless --yes is given.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings replay dlv_01K...",
            "  tidings replay --status dead --recipient user:1            counts the matches",
            "  tidings replay --status dead --recipient user:1 --yes      replays them",
            "  tidings replay --status skipped --channel webhook,none --recipient user:1 --since 2d --yes"
        })
final class ReplayCommand extends BulkCommand {
    ReplayCommand(CommandEnvironment environment) {
        super(new BulkRequest("replay", ReplayCommand::line), environment);
    }

    @Override
    String result(String id, JsonNode delivery) {
        return id + " " + Descriptions.status(delivery);
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "replayed " + run.path("done").asText() + " of "
                + run.path("matched").asText()
                + (passedOver == 0 ? "" : " (" + passedOver + " not replayed: status changed, or still no endpoint)");
    }
}
