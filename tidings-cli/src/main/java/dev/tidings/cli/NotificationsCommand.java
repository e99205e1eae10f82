package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings notifications}. */
@Command(
        name = "notifications",
        description = "Lists and exports notifications.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | export)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings notifications list --tag billing",
            "  tidings notifications list --recipient user:1 --status dead",
            "  tidings notifications export --since 1d --format csv --output notifications.csv"
        })
final class NotificationsCommand implements Runnable {
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    NotificationsCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Override
    public void run() {
        Screen.of(spec).usage();
    }

    @Command(
            name = "list",
            description = {
                "Lists notifications, newest first.",
                "Of options about deliveries (--status, --recipient, ...), one delivery of the notification meets all."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings notifications list --since 2h",
                "  tidings notifications list --cancel-key reminder:42 --json"
            })
    int list(
            @Mixin DeliveryFilterOptions filter,
            @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
                    int limit,
            @Mixin ConnectionOptions remote) {
        try (ApiClient api = remote.open()) {
            ArrayNode found = ApiClient.JSON.createArrayNode();
            boolean more = new Listing(api, "/v1/notifications", "notifications")
                    .each(filter.query(environment.clock()), limit, found::add);
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(found);
            } else if (found.isEmpty()) {
                out.line("None.");
            } else {
                out.table(table(found));
                if (more) {
                    out.line("… more results; raise --limit");
                }
            }
            return ExitCodes.OK;
        }
    }

    @Command(
            name = "export",
            description = {
                "Exports all matching notifications, newest first, as JSON lines or CSV.",
                "An export that ends early is an error, and --output then writes nothing."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings notifications export --since 1d --format csv --output notifications.csv")
    int export(
            @Mixin DeliveryFilterOptions filter,
            @Mixin ExportFormatOption format,
            @Mixin ExportOptions options,
            @Mixin ConnectionOptions remote)
            throws IOException {
        return options.export(
                "/v1/notifications:export",
                format.in(filter.query(environment.clock())),
                remote,
                environment,
                Screen.of(spec));
    }

    private static Table table(ArrayNode notifications) {
        Table table = new Table(
                Column.whole("NOTIFICATION"),
                Column.time("ACCEPTED"),
                Column.text("TYPE"),
                Column.text("PRODUCER"),
                Column.text("TAGS"),
                Column.text("CANCEL KEY"));
        for (JsonNode notification : notifications) {
            List<String> tags = new ArrayList<>();
            notification.path("tags").forEach(tag -> tags.add(tag.asText()));
            table.row(List.of(
                    notification.path("notification_id").asText(),
                    notification.path("accepted_at").asText(),
                    notification.path("type").asText(),
                    notification.path("producer").asText(),
                    tags.isEmpty() ? "-" : String.join(", ", tags),
                    notification.path("cancel_key").asText("-")));
        }
        return table;
    }
}
