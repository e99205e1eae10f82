package dev.tidings.channels.template;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidings.channels.text.WebLinks;
import dev.tidings.core.channel.Message;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.recipient.RecipientTraits;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds the data for templates, except the summary and Tidings' own words. docs/guides/templates.md lists the names.
 */
final class TemplateData {
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private TemplateData() {}

    /** @throws IOException when the payload is not JSON */
    static Map<String, Object> of(Message message, RecipientTraits traits, Locale locale) throws IOException {
        Notification notification = message.notification();
        Map<String, Object> view = new HashMap<>();
        view.put("type", notification.type());
        view.put("locale", locale.toLanguageTag());
        view.put("recipient", RecipientView.of(message.recipient(), traits, JSON));
        view.put("address", message.address());
        view.put("delivery_id", message.deliveryId().value());
        view.put("notification_id", notification.id().value());
        view.put("producer", notification.producer());
        view.put("accepted_at", notification.acceptedAt().toString());
        put(view, "request_id", notification.requestId());
        Content content = notification.content();
        view.put("title", content == null ? notification.type() : content.title());
        if (content != null) {
            put(view, "fallback", content.fallback());
            put(view, "target_url", WebLinks.of(content.targetUrl()));
        }
        Payload payload = notification.payload();
        if (payload != null) {
            put(view, "payload", JSON.readValue(payload.json(), Object.class));
            if (content == null) {
                view.put("payload_text", JSON.writerWithDefaultPrettyPrinter().writeValueAsString(view.get("payload")));
            }
        }
        return view;
    }

    private static void put(Map<String, Object> view, String name, @Nullable Object value) {
        if (value != null) {
            view.put(name, value);
        }
    }
}
