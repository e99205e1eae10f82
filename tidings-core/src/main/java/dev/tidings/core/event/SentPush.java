package dev.tidings.core.event;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A push delivery as stored.
 *
 * @param cursor the cursor of its event, kept as evidence; null while it is being sent
 * @param startedAt when the latest attempt began; null before the first
 */
public record SentPush(
        DeliveryId id,
        NotificationId notification,
        String recipient,
        @Nullable String cursor,
        @Nullable Instant startedAt) {}
