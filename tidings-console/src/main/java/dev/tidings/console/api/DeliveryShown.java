package dev.tidings.console.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A delivery, alone or in a list.
 *
 * @param attempts empty in lists
 */
public record DeliveryShown(
        String deliveryId,
        String notificationId,
        String type,
        String channel,
        String recipient,
        @Nullable String endpointId,
        @Nullable String address,
        String status,
        @Nullable String reason,
        int attemptNumber,
        int attemptsUsed,
        int reclaimCount,
        int replayCount,
        @Nullable String nextAttemptAt,
        @Nullable WaitShown waiting,
        @Nullable AttemptShown lastAttempt,
        String createdAt,
        @Nullable String finishedAt,
        @Nullable String erasedAt,
        @Nullable String supersededBy,
        @Nullable String ackedDeliveredAt,
        @Nullable String ackedReadAt,
        @Nullable List<AttemptShown> attempts) {
    /** Where it goes: the address of the intent, or its recipient. */
    public String to() {
        return address == null ? recipient : address;
    }
}
