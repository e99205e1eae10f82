package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.tidings.cli.rest.ApiClient;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Reads a listing page by page. */
public final class Listing {
    private static final int PAGE = 100;

    private final ApiClient api;
    private final String path;
    private final String items;

    /** @param items the field with the items of a page */
    public Listing(ApiClient api, String path, String items) {
        this.api = api;
        this.path = path;
        this.items = items;
    }

    /** Passes up to {@code limit} items to the consumer; returns whether there are more. */
    public boolean each(Map<String, String> query, int limit, Consumer<JsonNode> consumer) {
        Map<String, String> page = new LinkedHashMap<>(query);
        int left = limit;
        while (left > 0) {
            page.put("limit", Integer.toString(Math.min(left, PAGE)));
            JsonNode answer = api.get(path, page);
            for (JsonNode item : answer.path(items)) {
                consumer.accept(item);
                left--;
            }
            String next = answer.path("next_cursor").asText("");
            if (next.isEmpty()) {
                return false;
            }
            page.put("cursor", next);
        }
        return true;
    }

    ArrayNode all(Map<String, String> query, int limit) {
        ArrayNode all = ApiClient.JSON.createArrayNode();
        var _ = each(query, limit, all::add);
        return all;
    }
}
