package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;

/** {@code tidings retry-now}. */
@Command(
        name = "retry-now",
        description = {
            "Makes waiting deliveries due now; attempts and budget are not changed.",
            "With a filter, it only counts the matches unless --yes is given; spread over up to a minute.",
            ""
        },
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings retry-now dlv_01K...",
            "  tidings retry-now --channel webhook --recipient user:1          counts the matches",
            "  tidings retry-now --channel webhook --recipient user:1 --yes    makes them due",
            "  tidings retry-now --status failed,pending --yes --rate 50       includes held back deliveries"
        })
final class RetryNowCommand extends BulkCommand {
    RetryNowCommand(CommandEnvironment environment) {
        super(new BulkRequest("retry-now", RetryNowCommand::line), environment);
    }

    @Override
    String result(String id, JsonNode delivery) {
        return id + " is due now (" + delivery.path("status").asText() + ", "
                + delivery.path("attempts_used").asText() + " attempts used)";
    }

    private static String line(JsonNode run) {
        int passedOver = run.path("passed_over").asInt();
        return "made " + run.path("done").asText() + " of "
                + run.path("matched").asText() + " due"
                + (passedOver == 0 ? "" : " (" + passedOver + " not changed: already due, or no longer waiting)");
    }
}
