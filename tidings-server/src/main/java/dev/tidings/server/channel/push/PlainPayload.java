package dev.tidings.server.channel.push;

import dev.tidings.core.event.PayloadEncoder;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.server.json.JsonWriter;

/** The intent's payload as it came; an intent that has none but content is shown by that, as JSON. */
public final class PlainPayload implements PayloadEncoder {
    private static final byte[] NOTHING = {};

    @Override
    public boolean encodes(String type) {
        return true;
    }

    @Override
    public byte[] encode(Notification notification, String recipient) {
        Payload payload = notification.payload();
        if (payload != null) {
            return payload.json();
        }
        Content content = notification.content();
        return content == null
                ? NOTHING
                : JsonWriter.object(json -> {
                    json.text("title", content.title());
                    json.text("summary", content.summary());
                    json.text("fallback", content.fallback());
                    json.text("target_url", content.targetUrl());
                });
    }
}
