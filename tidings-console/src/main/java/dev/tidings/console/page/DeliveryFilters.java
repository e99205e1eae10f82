package dev.tidings.console.page;

import com.linecorp.armeria.common.QueryParams;
import java.util.List;

/** The list of deliveries with its filters, and what they can be chosen from. */
public record DeliveryFilters(FilteredList list) {
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

    static DeliveryFilters of(QueryParams asked) {
        return new DeliveryFilters(FilteredList.of("/console/deliveries", asked));
    }

    public String value(String name) {
        return list.value(name);
    }

    public boolean anyMore() {
        return MORE.stream().anyMatch(list.given()::containsKey);
    }

    public boolean none() {
        return list.unfiltered();
    }

    /** The values that a field can be chosen from; empty for a text. */
    public List<String> choices(String name) {
        return switch (name) {
            case "status" -> STATUSES;
            case "waiting_for" -> WAITS;
            default -> List.of();
        };
    }
}
