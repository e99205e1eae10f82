package dev.tidings.core.notification;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * "Tell this audience about this", said by a producer.
 *
 * @param tenant who the producer's key belongs to
 * @param producer the service that says it
 * @param idempotencyKey saying it again with this key says nothing new
 * @param type what happened, dotted ({@code build.failed})
 * @param channels over which channels; empty leaves it to the type's rule or the recipients' endpoints
 * @param payload the event's own data, absent when the content says it all
 * @param dedupeKey a second intent of the producer and type with it makes no second delivery to a recipient on a channel
 * @param notBefore deliveries wait until then
 * @param expiresAt a delivery not sent by then is dead
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
        @Nullable String dedupeKey,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId,
        @Nullable TraceContext trace) {
    public static final String DEFAULT_TENANT = "default";

    public Intent {
        channels = List.copyOf(channels);
    }
}
