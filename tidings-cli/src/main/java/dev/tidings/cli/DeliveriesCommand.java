package dev.tidings.cli;

import java.io.IOException;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidings deliveries}. */
@Command(
        name = "deliveries",
        description = "Lists deliveries, newest first.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "[export]",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings deliveries",
            "  tidings deliveries --status failed --channel webhook --since 2h",
            "  tidings deliveries --recipient user:1 --limit 500 --json",
            "  tidings deliveries export --status dead --format csv --output dead.csv"
        })
final class DeliveriesCommand extends DeliveryListing {
    private final CommandEnvironment environment;

    DeliveriesCommand(CommandEnvironment environment) {
        super(environment);
        this.environment = environment;
    }

    @Override
    Map<String, String> narrow(Map<String, String> query) {
        return query;
    }

    @Command(
            name = "export",
            description = {
                "Exports all matching deliveries, newest first, as JSON lines or CSV.",
                "An export that ends early is an error, and --output then writes nothing."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings deliveries export --since 1d --output deliveries.jsonl",
                "  tidings deliveries export --status dead --format csv --output dead.csv"
            })
    int export(
            @Mixin DeliveryFilterOptions filter,
            @Mixin WaitingForOption waitingFor,
            @Mixin ExportFormatOption format,
            @Mixin ExportOptions options,
            @Mixin ConnectionOptions remote)
            throws IOException {
        return options.export(
                "/v1/deliveries:export",
                format.in(waitingFor.in(filter.query(environment.clock()))),
                remote,
                environment,
                out());
    }
}
