package dev.tidings.push.channel;

import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/**
 * The intent's payload as it came, or its content as JSON when it has no payload. With both it is {@code {"data": payload,
 * "content": {…}}}, the payload as it came.
 */
public final class PlainPayload implements PayloadEncoder {
    private static final byte[] NOTHING = {};

    @Override
    public boolean encodes(String type) {
        return true;
    }

    @Override
    public byte[] encode(Notification notification, String recipient) {
        Payload payload = notification.payload();
        Content content = notification.content();
        if (payload == null) {
            return content == null ? NOTHING : JsonWriter.object(json -> write(json, content));
        }
        return content == null
                ? payload.json()
                : JsonWriter.object(json -> {
                    json.payload("data", payload);
                    json.object("content", inner -> write(inner, content));
                });
    }

    private static void write(JsonWriter json, Content content) throws IOException {
        json.text("title", content.title());
        json.text("summary", content.summary());
        json.text("fallback", content.fallback());
        json.text("target_url", content.targetUrl());
    }
}
