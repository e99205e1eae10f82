package dev.tidings.admin.rest;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes filters in the form in which requests accept them. */
final class FilterJson {
    private FilterJson() {}

    static void write(JsonWriter json, DeliveryFilter filter) throws IOException {
        json.texts(
                "status",
                filter.statuses().stream().map(DeliveryStatus::code).sorted().toList());
        if (!filter.channels().isEmpty()) {
            json.texts("channel", filter.channels().stream().sorted().toList());
        }
        json.text("recipient", filter.recipient());
        json.text("type", filter.type());
        if (!filter.reasons().isEmpty()) {
            json.texts("reason", filter.reasons().stream().sorted().toList());
        }
        if (filter.notificationId() != null) {
            json.text("notification_id", filter.notificationId().value());
        }
        if (filter.endpoint() != null) {
            json.text("endpoint", filter.endpoint().id().value());
        }
        json.time("since", filter.since());
        json.time("until", filter.until());
    }
}
