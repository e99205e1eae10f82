package dev.tidings.core.delivery;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One notification, one recipient, one channel.
 *
 * @param type the notification's type, for filters
 * @param address where to when it was given outright, null when the recipient's endpoint says it
 * @param reason why it was skipped or is dead; null otherwise
 * @param attemptNumber number of the last attempt that began, over the whole life; 0 before the first
 * @param attemptsUsed attempts counted against the present budget
 * @param reclaimCount how often a lapsed lease was taken over, since it was accepted or last replayed
 * @param replayCount how often an operator replayed it
 * @param notBefore when its intent allows the first attempt; null for at once
 * @param nextAttemptAt when it is due next; null while sending, while it waits for earlier ones to its recipient to end, and
 *     when it has ended
 * @param lease who may try it now; null unless sending
 * @param lastAttempt the newest attempt with its evidence; null before the first
 * @param finishedAt when it ended; null before
 */
public record Delivery(
        DeliveryId id,
        String tenant,
        NotificationId notificationId,
        String type,
        String channel,
        String recipient,
        @Nullable String address,
        DeliveryStatus status,
        @Nullable String reason,
        int attemptNumber,
        int attemptsUsed,
        int reclaimCount,
        int replayCount,
        @Nullable Instant notBefore,
        @Nullable Instant nextAttemptAt,
        @Nullable Lease lease,
        @Nullable Attempt lastAttempt,
        Instant createdAt,
        @Nullable Instant finishedAt) {
    /** The same with another recipient and address, for showing it. */
    public Delivery withRecipient(String otherRecipient, @Nullable String otherAddress) {
        return new Delivery(
                id,
                tenant,
                notificationId,
                type,
                channel,
                otherRecipient,
                otherAddress,
                status,
                reason,
                attemptNumber,
                attemptsUsed,
                reclaimCount,
                replayCount,
                notBefore,
                nextAttemptAt,
                lease,
                lastAttempt,
                createdAt,
                finishedAt);
    }
}
