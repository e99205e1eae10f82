package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code tidings waits}. */
@Command(
        name = "waits",
        description = "Counts what the deliveries of all tenants wait for. The server counts every 15 seconds.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = "  tidings waits --json")
final class WaitsCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            JsonNode counts = api.get("/v1/waits");
            Screen out = Screen.of(spec);
            if (remote.json()) {
                out.json(counts);
                return ExitCodes.OK;
            }
            if (!counts.has("counted_at")) {
                out.line("Nothing has been counted yet; the server counts every 15 seconds.");
                return ExitCodes.OK;
            }
            boolean complete = counts.path("complete").asBoolean();
            Table table = new Table(Column.whole("WAITING FOR"), Column.text("DELIVERIES"));
            for (JsonNode wait : counts.path("waits")) {
                long deliveries = wait.path("deliveries").asLong();
                table.row(List.of(
                        wait.path("for").asText(),
                        complete || deliveries == 0 ? String.valueOf(deliveries) : deliveries + " or more"));
            }
            out.table(table);
            if (!complete) {
                out.line("More deliveries wait than were counted, so the numbers are lower bounds.");
            }
            return ExitCodes.OK;
        }
    }
}
