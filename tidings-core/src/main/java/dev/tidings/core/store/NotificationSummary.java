package dev.tidings.core.store;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentKeys;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A notification in a list: without content and payload. */
public record NotificationSummary(
        NotificationId id,
        String type,
        String producer,
        String idempotencyKey,
        Instant acceptedAt,
        @Nullable Instant notBefore,
        @Nullable Instant expiresAt,
        @Nullable String requestId,
        IntentKeys keys,
        NotificationLabels labels) {}
