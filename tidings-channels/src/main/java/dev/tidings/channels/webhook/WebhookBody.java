package dev.tidings.channels.webhook;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Builds the request body. The producer's payload is included byte for byte, so that numbers and key order do not
 * change.
 */
final class WebhookBody {
    private static final JsonStringEncoder JSON = JsonStringEncoder.getInstance();
    private static final byte[] EMPTY_OBJECT = {'{', '}'};

    private WebhookBody() {}

    /**
     * Returns {@code {"type": …, "timestamp": …, "data": …}}, plus {@code "content"} when there is both a payload and
     * content; the data is then the payload.
     */
    static byte[] envelope(Notification notification) {
        StringBuilder head = new StringBuilder("{\"type\":");
        quote(head, notification.type());
        head.append(",\"timestamp\":\"").append(notification.acceptedAt()).append("\",\"data\":");
        byte[] prefix = head.toString().getBytes(StandardCharsets.UTF_8);
        byte[] data = data(notification);
        byte[] suffix = suffix(notification);
        byte[] body = new byte[prefix.length + data.length + suffix.length];
        System.arraycopy(prefix, 0, body, 0, prefix.length);
        System.arraycopy(data, 0, body, prefix.length, data.length);
        System.arraycopy(suffix, 0, body, prefix.length + data.length, suffix.length);
        return body;
    }

    private static byte[] suffix(Notification notification) {
        Content content = notification.content();
        String json = content == null || notification.payload() == null ? "}" : ",\"content\":" + object(content) + "}";
        return json.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the payload, or the content when there is none. */
    static byte[] data(Notification notification) {
        Payload payload = notification.payload();
        if (payload != null) {
            return payload.json();
        }
        Content content = notification.content();
        return content == null ? EMPTY_OBJECT : object(content).getBytes(StandardCharsets.UTF_8);
    }

    private static String object(Content content) {
        StringBuilder json = new StringBuilder("{\"title\":");
        quote(json, content.title());
        json.append(",\"summary\":");
        quote(json, content.summary());
        member(json, ",\"fallback\":", content.fallback());
        member(json, ",\"target_url\":", content.targetUrl());
        return json.append('}').toString();
    }

    private static void member(StringBuilder json, String name, @Nullable String value) {
        if (value != null) {
            json.append(name);
            quote(json, value);
        }
    }

    private static void quote(StringBuilder json, String text) {
        json.append('"');
        JSON.quoteAsString(text, json);
        json.append('"');
    }
}
