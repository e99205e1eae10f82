package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code tidings audit}. */
@Command(
        name = "audit",
        description = "Lists and exports the audit log: who changed what, from where.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "(list | export)",
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings audit list --object ept_01K...",
            "  tidings audit list --action 'tenant.*' --since 7d",
            "  tidings audit export --since 30d --format csv --output audit.csv"
        })
final class AuditCommand extends CommandGroup {
    private static final PrintedList RECORDS = new PrintedList(
            "/v1/audit",
            "records",
            "None.",
            List.of(
                    Column.time("TIME"),
                    Column.text("ACTION"),
                    Column.whole("OBJECT"),
                    Column.text("ACTOR"),
                    Column.text("SOURCE"),
                    Column.text("FROM"),
                    Column.text("AFTER")),
            AuditCommand::row);

    private final CommandEnvironment environment;

    AuditCommand(CommandEnvironment environment) {
        this.environment = environment;
    }

    @Command(
            name = "list",
            description = "Lists records, newest first. --json shows all fields, with the values before and after.",
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = {
                "  tidings audit list --since 2h",
                "  tidings audit list --actor key_01K... --action endpoint.paused --json"
            })
    int list(@Mixin AuditFilterOptions filter, @Mixin LimitOption limit, @Mixin ConnectionOptions remote) {
        return RECORDS.print(filter.query(environment.clock()), limit, remote, out());
    }

    @Command(
            name = "export",
            description = {
                "Exports all matching records, newest first, as JSON lines or CSV.",
                "An export that ends early is an error, and --output then writes nothing."
            },
            mixinStandardHelpOptions = true,
            footerHeading = "%nExamples:%n",
            footer = "  tidings audit export --since 30d --format csv --output audit.csv")
    int export(
            @Mixin AuditFilterOptions filter,
            @Mixin ExportFormatOption format,
            @Mixin ExportOptions options,
            @Mixin ConnectionOptions remote)
            throws IOException {
        return options.export(
                "/v1/audit:export", format.in(filter.query(environment.clock())), remote, environment, out());
    }

    private static List<String> row(JsonNode written) {
        String name = written.path("actor_name").asText("");
        return List.of(
                written.path("at").asText(),
                written.path("action").asText(),
                written.path("object").asText(),
                written.path("actor").asText() + (name.isEmpty() ? "" : " (" + name + ")"),
                written.path("source").asText(),
                written.path("address").asText("-"),
                written.has("after") ? written.path("after").toString() : "-");
    }
}
