package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tidings presence}. */
@Command(
        name = "presence",
        description = "Lists the recipients that are subscribed to events, on all nodes.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {"  tidings presence", "  tidings presence --recipient user:1"})
final class PresenceCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Option(
            names = {"-r", "--recipient"},
            description = "Only this recipient.")
    private @Nullable String recipient;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            JsonNode answer = api.get("/v1/presence", recipient == null ? Map.of() : Map.of("recipient", recipient));
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(answer);
                return ExitCodes.OK;
            }
            Table table = new Table(Column.text("RECIPIENT"), Column.whole("SUBSCRIPTIONS"));
            for (JsonNode one : answer.path("recipients")) {
                table.row(List.of(
                        one.path("recipient").asText(),
                        one.path("subscriptions").asText()));
            }
            out.table(table);
            out.line(answer.path("present").asInt() + " present, "
                    + answer.path("gateways").asInt() + " subscriptions to all recipients on this node");
            return ExitCodes.OK;
        }
    }
}
