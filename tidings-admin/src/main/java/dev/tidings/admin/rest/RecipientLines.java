package dev.tidings.admin.rest;

import com.linecorp.armeria.common.MediaType;
import dev.tidings.admin.ExportedItem;
import dev.tidings.http.export.ExportEncoding;
import dev.tidings.http.export.JsonLines;
import dev.tidings.json.JsonWriter;
import java.io.IOException;
import java.util.List;

/** The export of a recipient as JSON lines. The first field of each line says what it is, and the last one is the end. */
final class RecipientLines implements ExportEncoding<ExportedItem> {
    private static final String KIND = "kind";

    private final JsonLines<ExportedItem> lines;

    RecipientLines(MediaType type) {
        this.lines = new JsonLines<>(type, RecipientLines::write);
    }

    @Override
    public MediaType contentType() {
        return lines.contentType();
    }

    @Override
    public String extension() {
        return lines.extension();
    }

    @Override
    public byte[] items(List<ExportedItem> items) {
        return lines.items(items);
    }

    @Override
    public byte[] end() {
        return JsonLines.line(json -> json.text(KIND, "end"));
    }

    private static void write(JsonWriter json, ExportedItem item) throws IOException {
        switch (item) {
            case ExportedItem.Profile known -> {
                json.text(KIND, "profile");
                json.text("recipient", known.profile().recipient());
                json.text("locale", known.profile().traits().locale());
                json.text("time_zone", known.profile().traits().timeZone());
                json.raw("attributes", known.profile().traits().attributes());
                json.time("created_at", known.profile().createdAt());
                json.time("updated_at", known.profile().updatedAt());
            }
            case ExportedItem.Endpoint own -> {
                json.text(KIND, "endpoint");
                EndpointJson.write(json, own.endpoint());
            }
            case ExportedItem.Subscription subscription -> {
                json.text(KIND, "subscription");
                json.text("topic", subscription.topic());
            }
            case ExportedItem.Notification accepted -> {
                json.text(KIND, "notification");
                NotificationRoutes.write(json, accepted.notification());
            }
            case ExportedItem.Delivery exported -> {
                json.text(KIND, "delivery");
                DeliveryJson.write(json, exported.delivery());
                json.objects("attempts", exported.attempts(), DeliveryJson::write);
                json.time("delivered_at", exported.acks().deliveredAt());
                json.time("read_at", exported.acks().readAt());
            }
        }
    }
}
