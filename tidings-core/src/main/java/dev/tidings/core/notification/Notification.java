package dev.tidings.core.notification;

import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An accepted intent: what its deliveries share.
 *
 * @param keys for display: they take effect on acceptance
 */
public record Notification(
        NotificationId id,
        String tenant,
        String producer,
        String idempotencyKey,
        String type,
        @Nullable Content content,
        @Nullable Payload payload,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId,
        @Nullable TraceContext trace,
        Instant acceptedAt,
        IntentKeys keys) {
    /** Creates a notification without keys. */
    public Notification(
            NotificationId id,
            String tenant,
            String producer,
            String idempotencyKey,
            String type,
            @Nullable Content content,
            @Nullable Payload payload,
            @Nullable Instant notBefore,
            @Nullable Instant expiresAt,
            @Nullable String requestId,
            @Nullable TraceContext trace,
            Instant acceptedAt) {
        this(
                id,
                tenant,
                producer,
                idempotencyKey,
                type,
                content,
                payload,
                notBefore,
                expiresAt,
                requestId,
                trace,
                acceptedAt,
                IntentKeys.NONE);
    }

    public static Notification of(NotificationId id, Intent intent, Instant acceptedAt) {
        return new Notification(
                id,
                intent.tenant(),
                intent.producer(),
                intent.idempotencyKey(),
                intent.type(),
                intent.content(),
                intent.payload(),
                intent.notBefore(),
                intent.expiresAt(),
                intent.requestId(),
                intent.trace(),
                acceptedAt,
                intent.keys());
    }

    public boolean expiredAt(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
