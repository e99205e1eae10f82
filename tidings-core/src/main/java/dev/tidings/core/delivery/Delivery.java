package dev.tidings.core.delivery;

import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.id.NotificationId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One notification to one recipient on one channel, at one endpoint where the channel has endpoints.
 *
 * @param type the notification's type, for filters
 * @param endpointId the endpoint it goes to; null when the intent gave the address, when the channel needs no endpoint,
 * and when it was skipped for lack of one
 * @param address the address from the intent; null when it comes from the recipient's endpoint
 * @param reason why it was skipped or is dead; null otherwise
 * @param attemptNumber number of the latest attempt, over the whole life; 0 before the first
 * @param attemptsUsed attempts counted against the current budget
 * @param reclaimCount lapsed leases taken over since it was accepted or last replayed
 * @param replayCount replays by an operator
 * @param notBefore earliest time of the first attempt; null for at once
 * @param nextAttemptAt when it is due; null while sending, while it waits in its recipient's queue, and when it has
 * ended
 * @param lease null unless sending
 * @param lastAttempt the latest attempt with its evidence; null before the first
 * @param finishedAt when it ended; null before
 * @param erasedAt when its address and evidence were erased with its recipient; null otherwise
 */
public record Delivery(
        DeliveryId id,
        String tenant,
        NotificationId notificationId,
        String type,
        String channel,
        String recipient,
        @Nullable EndpointId endpointId,
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
        @Nullable Instant finishedAt,
        @Nullable Instant erasedAt) {
    /** Returns the target of its sends. */
    public TargetKey target() {
        return TargetKey.of(tenant, channel, endpointId, recipient);
    }

    /** Returns a copy with another recipient and address, for display. */
    public Delivery withRecipient(String otherRecipient, @Nullable String otherAddress) {
        return new Delivery(
                id,
                tenant,
                notificationId,
                type,
                channel,
                otherRecipient,
                endpointId,
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
                finishedAt,
                erasedAt);
    }
}
