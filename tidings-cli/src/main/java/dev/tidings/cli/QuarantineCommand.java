package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings quarantine}. */
@Command(
        name = "quarantine",
        description =
                "Lists stream messages that could not be decoded, with the reason; --json includes the raw bytes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings quarantine --limit 10 --json")
final class QuarantineCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
    private int limit;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            ArrayNode items = new Listing(api, "/v1/quarantine", "items").all(Map.of(), limit);
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(items);
            } else if (items.isEmpty()) {
                out.line("The quarantine is empty.");
            } else {
                Table table = new Table(
                        Column.time("AT"), Column.text("SOURCE"), Column.whole("POSITION"), Column.text("REASON"));
                for (JsonNode item : items) {
                    table.row(List.of(
                            item.path("at").asText(),
                            item.path("source").asText(),
                            item.path("position").asText(),
                            item.path("reason").asText()));
                }
                out.table(table);
            }
            return ExitCodes.OK;
        }
    }
}
