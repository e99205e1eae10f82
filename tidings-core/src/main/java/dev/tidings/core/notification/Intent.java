package dev.tidings.core.notification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A producer's request to notify an audience.
 *
 * @param tenant of the producer's API key
 * @param producer the submitting service
 * @param idempotencyKey resubmitting the intent with the same key has no effect
 * @param type what happened, dotted ({@code build.failed})
 * @param channels empty to use the type's rule or the recipients' endpoints
 * @param payload the event's data; null when the content is enough
 * @param keys relate it to other intents
 * @param notBefore deliveries wait until then
 * @param expiresAt deliveries not sent by then become dead
 */
public record Intent(
        String tenant,
        String producer,
        String idempotencyKey,
        String type,
        Audience audience,
        List<String> channels,
        @Nullable Content content,
        @Nullable Payload payload,
        IntentKeys keys,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId,
        @Nullable TraceContext trace) {
    public static final String DEFAULT_TENANT = "default";

    public Intent {
        channels = List.copyOf(channels);
    }
}
