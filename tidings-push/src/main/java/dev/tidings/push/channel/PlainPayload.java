package dev.tidings.push.channel;

import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.json.JsonWriter;
import java.io.IOException;

/**
 * Encodes the intent's payload unchanged, or its content as JSON when it has no payload. An intent with both is
 * encoded as {@code {"data": payload, "content": {…}}}.
 */
public final class PlainPayload implements PayloadEncoder {
    private static final byte[] EMPTY = {};

    @Override
    public boolean encodes(String type) {
        return true;
    }

    @Override
    public byte[] encode(Notification notification, String recipient) {
        Payload payload = notification.payload();
        Content content = notification.content();
        if (payload == null) {
            return content == null ? EMPTY : JsonWriter.object(json -> write(json, content));
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
