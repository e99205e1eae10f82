package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tidings why}. */
@Command(
        name = "why",
        description = "Says why a delivery waits or how it ended, and which command changes that.",
        mixinStandardHelpOptions = true,
        footerHeading = "%nExamples:%n",
        footer = {
            "  tidings why dlv_01K...",
            "  tidings why ntf_01K...           each delivery of the notification that has not ended",
            "  tidings why dlv_01K... --json"
        })
final class WhyCommand implements Callable<Integer> {
    private static final String UNFINISHED = "pending,sending,failed";
    private static final int MANY = 1_000;

    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    @Parameters(paramLabel = "ID", description = "dlv_... or ntf_...")
    private String id = "";

    @Mixin
    private ConnectionOptions remote = new ConnectionOptions();

    @Override
    public Integer call() {
        try (ApiClient api = remote.open()) {
            ArrayNode deliveries = ApiClient.JSON.createArrayNode();
            JsonNode expansion = MissingNode.getInstance();
            boolean more = false;
            if (id.startsWith("dlv_")) {
                deliveries.add(api.get("/v1/deliveries/" + ApiClient.segment(id)));
            } else if (id.startsWith("ntf_")) {
                expansion =
                        api.get("/v1/notifications/" + ApiClient.segment(id)).path("expansion");
                more = new Listing(api, "/v1/deliveries", "deliveries")
                        .each(Map.of("notification_id", id, "status", UNFINISHED), MANY, deliveries::add);
            } else {
                throw new UsageError("'" + id + "' is not an id; expected dlv_... or ntf_...");
            }
            print(deliveries, expansion, new CommandArguments(api), more);
            return ExitCodes.OK;
        }
    }

    private void print(ArrayNode deliveries, JsonNode expansion, CommandArguments arguments, boolean more) {
        Screen out = Screen.of(spec);
        boolean expanding = expansion.isObject() && !expansion.has("ended_at");
        if (remote.json()) {
            ObjectNode answer = ApiClient.JSON.createObjectNode();
            if (expanding) {
                answer.set("expansion", expansion);
            }
            ArrayNode told = answer.putArray("deliveries");
            deliveries.forEach(delivery -> told.add(json(delivery, DeliveryExplanation.of(delivery, arguments))));
            out.json(answer);
            return;
        }
        if (expanding) {
            out.line(Descriptions.expansion(expansion));
            out.line("  Deliveries to the other recipients follow as fast as the lanes send. To stop them:"
                    + " tidings topics cancel " + id);
        }
        if (deliveries.isEmpty() && !expanding) {
            out.line("All deliveries of " + id + " have ended. See how with: tidings show " + id);
        }
        for (JsonNode delivery : deliveries) {
            String status = delivery.path("status").asText();
            DeliveryExplanation explanation = DeliveryExplanation.of(delivery, arguments);
            out.line(
                    delivery.path("delivery_id").asText() + " over "
                            + delivery.path("channel").asText() + " to " + Descriptions.recipient(delivery) + ": "
                            + status,
                    Tone.ofStatus(status));
            out.line("  " + explanation.text());
        }
        if (more) {
            out.line("… more deliveries; list them with: tidings deliveries --status " + UNFINISHED);
        }
    }

    private static ObjectNode json(JsonNode delivery, DeliveryExplanation explanation) {
        ObjectNode told = ApiClient.JSON.createObjectNode();
        for (String kept : new String[] {"delivery_id", "status", "reason", "waiting", "superseded_by"}) {
            if (delivery.has(kept)) {
                told.set(kept, delivery.get(kept));
            }
        }
        return told.put("why", explanation.why()).put("command", explanation.command());
    }
}
