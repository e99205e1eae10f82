package dev.tidings.console.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A notification.
 *
 * @param payload as its producer wrote it
 * @param deliveries null in lists
 */
@JsonIgnoreProperties("payload")
public record NotificationShown(
        String notificationId,
        String type,
        String producer,
        String idempotencyKey,
        @Nullable JsonNode content,
        @Nullable String payload,
        @Nullable String notBefore,
        @Nullable String expiresAt,
        @Nullable String dedupeKey,
        @Nullable String orderingKey,
        @Nullable String concurrencyKey,
        @Nullable List<String> tags,
        @Nullable String cancelKey,
        @Nullable String supersededBy,
        @Nullable String requestId,
        @Nullable String traceId,
        String acceptedAt,
        @Nullable List<DeliveryShown> deliveries) {
    NotificationShown with(@Nullable String raw) {
        return new NotificationShown(
                notificationId,
                type,
                producer,
                idempotencyKey,
                content,
                raw,
                notBefore,
                expiresAt,
                dedupeKey,
                orderingKey,
                concurrencyKey,
                tags,
                cancelKey,
                supersededBy,
                requestId,
                traceId,
                acceptedAt,
                deliveries);
    }

    /** The payload with line breaks; null if there is none. */
    public @Nullable String prettyPayload() {
        return payload == null ? null : ConsoleApi.pretty(payload);
    }

    /** The content with line breaks; null if there is none. */
    public @Nullable String prettyContent() {
        return content == null ? null : content.toPrettyString();
    }
}
