package dev.tidings.console.page;

import dev.tidings.console.api.DeliveryShown;
import java.util.Arrays;
import java.util.List;

/** What a viewer can do with a delivery. */
public enum DeliveryAction {
    RETRY_NOW("retry-now", List.of("failed", "pending")),
    REPLAY("replay", List.of("sent", "skipped", "dead")),
    CANCEL("cancel", List.of("failed", "pending"));

    private final String code;

    @SuppressWarnings("ImmutableEnumChecker") // List.of is.
    private final List<String> statuses;

    DeliveryAction(String code, List<String> statuses) {
        this.code = code;
        this.statuses = statuses;
    }

    /** In addresses, and in the operation of the API. */
    public String code() {
        return code;
    }

    /** In the names of texts. */
    public String key() {
        return code.replace('-', '_');
    }

    static DeliveryAction of(String code) {
        return Arrays.stream(values())
                .filter(one -> one.code.equals(code))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(code));
    }

    /** Whether the state of a delivery allows it; the API decides. */
    boolean allowed(DeliveryShown delivery) {
        return statuses.contains(delivery.status()) && (this != REPLAY || delivery.supersededBy() == null);
    }

    static List<DeliveryAction> allowedFor(DeliveryShown delivery) {
        return Arrays.stream(values())
                .filter(action -> action.allowed(delivery))
                .toList();
    }
}
