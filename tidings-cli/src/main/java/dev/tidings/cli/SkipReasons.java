package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import java.util.ArrayList;
import java.util.List;

/** Looks up the reasons of skipped deliveries, which receipts do not contain. */
final class SkipReasons {
    private static final String SKIPPED = "skipped";

    private SkipReasons() {}

    /** Returns the receipt's deliveries, with the reasons of skipped ones if the key may read them. */
    static List<JsonNode> explained(ApiClient api, JsonNode receipt) {
        List<JsonNode> deliveries = new ArrayList<>();
        receipt.path("deliveries").forEach(deliveries::add);
        if (deliveries.stream().noneMatch(SkipReasons::skipped)) {
            return deliveries;
        }
        JsonNode known = known(api, receipt);
        deliveries.replaceAll(delivery -> skipped(delivery) ? withReason(delivery, known) : delivery);
        return deliveries;
    }

    static boolean skipped(JsonNode delivery) {
        return SKIPPED.equals(delivery.path("status").asText());
    }

    private static JsonNode known(ApiClient api, JsonNode receipt) {
        try {
            return api.get("/v1/notifications/"
                            + receipt.path("notification_id").asText())
                    .path("deliveries");
        } catch (ApiProblem notForThisKey) {
            return ApiClient.JSON.createArrayNode();
        }
    }

    private static JsonNode withReason(JsonNode delivery, JsonNode known) {
        for (JsonNode one : known) {
            if (one.path("delivery_id").equals(delivery.path("delivery_id"))) {
                ObjectNode explained = delivery.deepCopy();
                return explained.put("reason", one.path("reason").asText(""));
            }
        }
        return delivery;
    }
}
