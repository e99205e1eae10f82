package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists deliveries as a table or as JSON. */
abstract class DeliveryListing implements Callable<Integer> {
    private static final PrintedList DELIVERIES = new PrintedList(
            "/v1/deliveries",
            "deliveries",
            "None.",
            List.of(
                    Column.whole("DELIVERY"),
                    Column.time("CREATED"),
                    Column.text("TYPE"),
                    Column.whole("CHANNEL"),
                    Column.text("RECIPIENT"),
                    Column.status("STATUS"),
                    Column.whole("ATTEMPTS"),
                    Column.time("NEXT"),
                    Column.text("WHY")),
            DeliveryListing::row);

    private final CommandEnvironment environment;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Mixin
    private DeliveryFilterOptions filter = new DeliveryFilterOptions();

    @Mixin
    private WaitingForOption waitingFor = new WaitingForOption();

    @Mixin
    private LimitOption limit = new LimitOption();

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    DeliveryListing(CommandEnvironment environment) {
        this.environment = environment;
    }

    /** Adds the fixed criteria of a command. */
    abstract Map<String, String> narrow(Map<String, String> query);

    @Override
    public Integer call() {
        return DELIVERIES.print(waitingFor.in(narrow(filter.query(environment.clock()))), limit, remote, out());
    }

    private static List<String> row(JsonNode delivery) {
        return List.of(
                delivery.path("delivery_id").asText(),
                delivery.path("created_at").asText(),
                delivery.path("type").asText(),
                delivery.path("channel").asText(),
                delivery.path("recipient").asText(),
                delivery.path("status").asText(),
                delivery.path("attempt_number").asText("0"),
                delivery.path("next_attempt_at").asText(""),
                why(delivery));
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

    final Screen out() {
        return Screen.of(spec);
    }
}
