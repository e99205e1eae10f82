package dev.tidings.core.event;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery by push, as the store has it.
 *
 * @param place the cursor of its event in the log, which the channel left as evidence; null while it is being sent
 * @param startedAt when the last attempt began; null when there is none
 */
public record SentPush(
        DeliveryId id,
        NotificationId notification,
        String recipient,
        @Nullable String place,
        @Nullable Instant startedAt) {}
