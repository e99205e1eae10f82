package dev.tidings.admin.rest;

import dev.tidings.admin.EndpointView;
import dev.tidings.admin.ExportPart;
import dev.tidings.admin.ExportedDelivery;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.recipient.RecipientProfile;
import dev.tidings.json.JsonWriter;
import java.io.ByteArrayOutputStream;

/** Writes the parts of an export as JSON lines. The first field of each says what it is. */
final class ExportJson {
    private static final String KIND = "kind";

    private ExportJson() {}

    static byte[] lines(ExportPart part) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        RecipientProfile profile = part.profile();
        if (profile != null) {
            line(lines, "profile", json -> {
                json.text("recipient", profile.recipient());
                json.text("locale", profile.traits().locale());
                json.text("time_zone", profile.traits().timeZone());
                json.raw("attributes", profile.traits().attributes());
                json.time("created_at", profile.createdAt());
                json.time("updated_at", profile.updatedAt());
            });
        }
        for (EndpointView endpoint : part.endpoints()) {
            line(lines, "endpoint", json -> EndpointJson.write(json, endpoint));
        }
        for (String topic : part.topics()) {
            line(lines, "subscription", json -> json.text("topic", topic));
        }
        for (ExportedDelivery exported : part.deliveries()) {
            write(lines, exported);
        }
        if (part.next() == null) {
            line(lines, "end", json -> {});
        }
        return lines.toByteArray();
    }

    private static void write(ByteArrayOutputStream lines, ExportedDelivery exported) {
        Notification notification = exported.notification();
        if (notification != null) {
            line(lines, "notification", json -> NotificationRoutes.write(json, notification));
        }
        line(lines, "delivery", json -> {
            DeliveryJson.write(json, exported.delivery());
            json.objects("attempts", exported.attempts(), DeliveryJson::write);
            json.time("delivered_at", exported.acks().deliveredAt());
            json.time("read_at", exported.acks().readAt());
        });
    }

    private static void line(ByteArrayOutputStream lines, String kind, JsonWriter.Body body) {
        lines.writeBytes(JsonWriter.object(json -> {
            json.text(KIND, kind);
            body.write(json);
        }));
        lines.write('\n');
    }
}
