package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
final class NotificationsCommand extends CommandGroup {
    private static final PrintedList NOTIFICATIONS = new PrintedList(
            "/v1/notifications",
            "notifications",
            "None.",
            List.of(
                    Column.whole("NOTIFICATION"),
                    Column.time("ACCEPTED"),
                    Column.text("TYPE"),
                    Column.text("PRODUCER"),
                    Column.text("TAGS"),
                    Column.text("CANCEL KEY")),
            NotificationsCommand::row);

    private final CommandEnvironment environment;

    NotificationsCommand(CommandEnvironment environment) {
        this.environment = environment;
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
    int list(@Mixin DeliveryFilterOptions filter, @Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return NOTIFICATIONS.print(filter.query(environment.clock()), limit, remote, out());
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
                "/v1/notifications:export", format.in(filter.query(environment.clock())), remote, environment, out());
    }

    private static List<String> row(JsonNode notification) {
        List<String> tags = new ArrayList<>();
        notification.path("tags").forEach(tag -> tags.add(tag.asText()));
        return List.of(
                notification.path("notification_id").asText(),
                notification.path("accepted_at").asText(),
                notification.path("type").asText(),
                notification.path("producer").asText(),
                tags.isEmpty() ? "-" : String.join(", ", tags),
                notification.path("cancel_key").asText("-"));
    }
}
