package dev.tidings.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Command;

/** {@code tidings dead-letters}. */
@Command(
        name = "dead-letters",
        description = "Lists deliveries that ended dead, newest first.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings dead-letters",
            "  tidings dead-letters --reason attempts_exhausted --since 1d",
            "  tidings show dlv_...              shows every attempt",
            "  tidings replay --status dead      counts what a replay would match"
        })
final class DeadLettersCommand extends DeliveryListing {
    DeadLettersCommand(CommandEnvironment environment) {
        super(environment);
    }

    @Override
    Map<String, String> narrow(Map<String, String> query) {
        Map<String, String> dead = new LinkedHashMap<>(query);
        dead.put("status", "dead");
        return dead;
    }
}
