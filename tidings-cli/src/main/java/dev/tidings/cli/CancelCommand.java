package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code tidings cancel}. */
@Command(
        name = "cancel",
        description = {
            "Cancels pending and failed deliveries; what was sent stays sent.",
            "With a filter, it only counts the matches unless --yes is given.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings cancel dlv_01K...",
            "  tidings cancel --notification ntf_01K...                   counts the matches",
            "  tidings cancel --notification ntf_01K... --yes             cancels them",
            "  tidings cancel --cancel-key reminder:42 --yes               and stops its expansions",
            "  tidings cancel --type order.reminder --recipient user:1 --yes"
        })
final class CancelCommand extends BulkCommand {
    CancelCommand(CommandEnvironment environment) {
        super(new BulkRequest("cancel", CancelCommand::line), environment);
    }

    @Override
    String result(String id, JsonNode delivery) {
        return id + " " + Descriptions.status(delivery);
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "canceled " + run.path("done").asText() + " of "
                + run.path("matched").asText()
                + (passedOver == 0 ? "" : " (" + passedOver + " not canceled: being sent, or ended meanwhile)")
                + (run.has("sent")
                        ? "; " + run.path("sent").asText() + " were sent before, "
                                + run.path("sending").asText() + " were being sent"
                        : "");
    }
}
