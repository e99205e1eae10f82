package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Lists deliveries as a table or as JSON. */
abstract class DeliveryListing implements Callable<Integer> {
    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Mixin
    private WaitingForOption waitingFor = new WaitingForOption();

    @Option(names = "--limit", defaultValue = "50", description = "Maximum number of results (default 50).")
    private int limit;

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    DeliveryListing(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** Adds the fixed criteria of a command. */
    abstract Map<String, String> narrow(Map<String, String> query);

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            Listing listing = new Listing(api, "/v1/deliveries", "deliveries");
            ArrayNode found = ApiClient.JSON.createArrayNode();
            Map<String, String> query = waitingFor.in(narrow(filter.query(environment.clock())));
            boolean more = listing.each(query, limit, found::add);
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

    private static Table table(ArrayNode deliveries) {
        Table table = new Table(
                Column.whole("DELIVERY"),
                Column.time("CREATED"),
                Column.text("TYPE"),
                Column.whole("CHANNEL"),
                Column.text("RECIPIENT"),
                Column.status("STATUS"),
                Column.whole("ATTEMPTS"),
                Column.time("NEXT"),
                Column.text("WHY"));
        for (JsonNode delivery : deliveries) {
            table.row(List.of(
                    delivery.path("delivery_id").asText(),
                    delivery.path("created_at").asText(),
                    delivery.path("type").asText(),
                    delivery.path("channel").asText(),
                    delivery.path("recipient").asText(),
                    delivery.path("status").asText(),
                    delivery.path("attempt_number").asText("0"),
                    delivery.path("next_attempt_at").asText(""),
                    why(delivery)));
        }
        return table;
    }

    private static String why(JsonNode delivery) {
        String reason = delivery.path("reason")
                .asText(delivery.path("waiting").path("for").asText(""));
        JsonNode last = delivery.path("last_attempt");
        String code = last.path("code").asText("");
        if (reason.isEmpty()) {
            return code;
        }
        return code.isEmpty() || code.equals(reason) ? reason : reason + " (" + code + ")";
    }
}
