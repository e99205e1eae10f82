package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the arguments of commands about a delivery's endpoint and tenant; reads each recipient once. */
final class CommandArguments {
    private static final String DEFAULT = "default";

    /** What a shell takes as one word. */
    private static final Pattern PLAIN = Pattern.compile("[\\w.:@/+,=-]+");

    private final ApiClient api;
    private final Map<String, JsonNode> byRecipient = new HashMap<>();

    CommandArguments(ApiClient api) {
        this.api = api;
    }

    /**
     * Returns recipient, channel and, unless it is the default, the name of the endpoint of a delivery; empty if it has none, or if
     * the endpoint was deleted.
     */
    Optional<String> endpoint(JsonNode delivery) {
        if (!delivery.hasNonNull("endpoint_id")) {
            return Optional.empty();
        }
        String recipient = delivery.path("recipient").asText();
        for (JsonNode endpoint : byRecipient.computeIfAbsent(recipient, this::endpoints)) {
            if (endpoint.path("id").equals(delivery.path("endpoint_id"))) {
                String name = endpoint.path("name").asText(DEFAULT);
                return Optional.of(recipient(delivery) + " "
                        + quoted(delivery.path("channel").asText())
                        + (name.equals(DEFAULT) ? "" : " --name " + quoted(name)));
            }
        }
        return Optional.empty();
    }

    static String recipient(JsonNode delivery) {
        return quoted(delivery.path("recipient").asText());
    }

    /** Returns the tenant of the caller, which is that of every delivery it sees. */
    JsonNode tenant() {
        return api.get("/v1/tenant");
    }

    private JsonNode endpoints(String recipient) {
        return api.get("/v1/recipients/" + ApiClient.segment(recipient) + "/endpoints")
                .path("endpoints");
    }

    static String quoted(String word) {
        return PLAIN.matcher(word).matches() ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
