package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.HashMap;
import java.util.Map;

/** Finds the arguments of {@code tidings endpoints} for the endpoint of a delivery; reads each recipient once. */
final class EndpointNames {
    private static final String DEFAULT = "default";

    private final ApiClient api;
    private final Map<String, JsonNode> byRecipient = new HashMap<>();

    EndpointNames(ApiClient api) {
        this.api = api;
    }

    /** Returns recipient, channel and, unless it is the default, the name. */
    String arguments(JsonNode delivery) {
        String recipient = delivery.path("recipient").asText();
        String arguments = recipient + " " + delivery.path("channel").asText();
        String id = delivery.path("endpoint_id").asText();
        for (JsonNode endpoint : byRecipient.computeIfAbsent(recipient, this::endpoints)) {
            String name = endpoint.path("name").asText(DEFAULT);
            if (endpoint.path("id").asText().equals(id) && !name.equals(DEFAULT)) {
                return arguments + " --name " + name;
            }
        }
        return arguments;
    }

    private JsonNode endpoints(String recipient) {
        return api.get("/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints")
                .path("endpoints");
    }
}
