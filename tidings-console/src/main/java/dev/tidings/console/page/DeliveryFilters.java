package dev.tidings.console.page;

import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.QueryParamsBuilder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The filters of a list of deliveries, as its address has them: those of the API under the same names. */
public record DeliveryFilters(Map<String, String> given) {
    /** Always shown in the form. */
    public static final List<String> MAIN = List.of("status", "waiting_for", "channel", "type", "recipient");

    /** Shown when asked for, or given. */
    public static final List<String> MORE = List.of(
            "tag",
            "endpoint",
            "reason",
            "notification_id",
            "producer",
            "idempotency_key",
            "cancel_key",
            "ordering_key",
            "concurrency_key",
            "since",
            "until");

    static final List<String> STATUSES = List.of("pending", "sending", "failed", "sent", "skipped", "dead", "canceled");

    static final List<String> WAITS = List.of(
            "not_before",
            "ordering",
            "ordering_halted",
            "concurrency_limit",
            "tenant_suspended",
            "endpoint_paused",
            "endpoint_retry_after",
            "circuit_open",
            "provider_unavailable",
            "retry_backoff",
            "rate_limit",
            "capacity");

    private static final String CURSOR = "cursor";

    /** Fields of the form that were left empty are no filters. */
    static DeliveryFilters of(QueryParams query) {
        Map<String, String> given = new LinkedHashMap<>();
        query.forEach((name, value) -> {
            if (!name.equals(CURSOR) && !value.isBlank()) {
                given.put(name, value.strip());
            }
        });
        return new DeliveryFilters(given);
    }

    public String value(String name) {
        return given.getOrDefault(name, "");
    }

    public boolean anyMore() {
        return MORE.stream().anyMatch(given::containsKey);
    }

    public boolean none() {
        return given.isEmpty();
    }

    /** The values that a field can be chosen from; empty for a text. */
    public List<String> choices(String name) {
        return switch (name) {
            case "status" -> STATUSES;
            case "waiting_for" -> WAITS;
            default -> List.of();
        };
    }

    /** The address of the list with these filters. */
    String path() {
        return given.isEmpty() ? "/console/deliveries" : "/console/deliveries?" + query().toQueryString();
    }

    /** The address of the page behind a cursor. */
    String path(String cursor) {
        QueryParams next = query().toBuilder().set(CURSOR, cursor).build();
        return "/console/deliveries?" + next.toQueryString();
    }

    QueryParams query() {
        QueryParamsBuilder query = QueryParams.builder();
        given.forEach(query::add);
        return query.build();
    }
}
