package dev.tidings.server.intake.rest;

import dev.tidings.core.id.EndpointId;
import dev.tidings.engine.accept.Receipt;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/** Writes receipts as JSON. */
final class ReceiptJson {
    private ReceiptJson() {}

    static void write(JsonWriter json, Receipt receipt) throws IOException {
        json.text("notification_id", receipt.notificationId().value());
        json.bool("replayed", receipt.replayed());
        if (receipt.expanding()) {
            json.bool("expanding", true);
        }
        json.objects("deliveries", receipt.deliveries(), (out, delivery) -> {
            out.text("delivery_id", delivery.id().value());
            out.text("channel", delivery.channel());
            out.text("recipient", delivery.recipient());
            EndpointId endpoint = delivery.endpointId();
            out.text("endpoint_id", endpoint == null ? null : endpoint.value());
            out.text("status", delivery.status().code());
            out.bool("reused", delivery.reused());
        });
    }
}
