package dev.tidings.store.jdbc;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.Notification;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A delivery that may be claimed, before the claim.
 *
 * @param lapsed whether it has an expired lease
 * @param holdsAttempt whether its row contains the evidence of the last attempt, which the claim would overwrite
 * @param position null if it is in no queue
 * @param superseded whether its notification was replaced while it was sent: it is not retried
 * @param keyed whether its queue is that of its ordering key
 */
public record DueDelivery(
        DeliveryId id,
        String tenant,
        String recipient,
        @Nullable EndpointId endpointId,
        @Nullable String address,
        boolean lapsed,
        int attemptNumber,
        int attemptsUsed,
        int reclaimCount,
        boolean holdsAttempt,
        @Nullable QueuePosition position,
        boolean superseded,
        boolean keyed) {
    /** Of a row with {@code id, tenant, recipient, endpoint_id, address, status, reason, queue, queue_position} and the counts and start of attempts. */
    public static DueDelivery read(ResultSet row, String channel) throws SQLException {
        String recipient = row.getString("recipient");
        EndpointId endpoint = Columns.endpointOrNull(row);
        return new DueDelivery(
                Columns.delivery(row, "id"),
                row.getString("tenant"),
                recipient,
                endpoint,
                row.getString("address"),
                row.getString("status").equals(DeliveryStatus.SENDING.code()),
                row.getInt("attempt_number"),
                row.getInt("attempts_used"),
                row.getInt("reclaim_count"),
                row.getObject("attempt_started_at") != null,
                DeliveryQueue.positionOrNull(row, channel),
                row.getString("reason") != null,
                row.getString("queue") != null);
    }

    /** The number of the attempt that starts with the claim. */
    public int nextAttempt() {
        return attemptNumber + 1;
    }

    /** The number of reclaims, including this one. */
    public int reclaims() {
        return reclaimCount + (lapsed ? 1 : 0);
    }

    public LeasedDelivery leased(String channel, Notification notification, LeaseToken token, Instant now) {
        return new LeasedDelivery(
                id,
                notification,
                channel,
                recipient,
                endpointId,
                address,
                nextAttempt(),
                attemptsUsed,
                reclaims(),
                token,
                now,
                lapsed,
                position == null || !keyed
                        ? position
                        : position.halting(notification.keys().halts()));
    }
}
