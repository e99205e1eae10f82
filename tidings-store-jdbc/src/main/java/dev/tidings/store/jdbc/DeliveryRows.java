package dev.tidings.store.jdbc;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.Lease;
import dev.tidings.core.delivery.LeaseToken;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Reads deliveries and attempts from rows. */
public final class DeliveryRows {
    private DeliveryRows() {}

    /**
     * Reads a delivery with its notification's and its last attempt's columns. {@code due_at} is its due time or, while it is
     * sending, the end of its lease.
     */
    public static Delivery read(ResultSet row) throws SQLException {
        DeliveryStatus status = DeliveryStatus.ofCode(row.getString("status"));
        Instant due = DeliveryQueue.dueOrNull(Columns.timeOrNull(row, "due_at"));
        int attemptNumber = row.getInt("attempt_number");
        return new Delivery(
                Columns.delivery(row, "id"),
                row.getString("tenant"),
                Columns.notification(row, "notification_id"),
                row.getString("type"),
                row.getString("channel"),
                row.getString("recipient"),
                Columns.endpointOrNull(row),
                row.getString("address"),
                status,
                row.getString("reason"),
                attemptNumber,
                row.getInt("attempts_used"),
                row.getInt("reclaim_count"),
                row.getInt("replay_count"),
                Columns.timeOrNull(row, "not_before"),
                status == DeliveryStatus.SENDING ? null : due,
                lease(row, due),
                attempt(row, attemptNumber),
                Columns.time(row, "accepted_at"),
                Columns.timeOrNull(row, "finished_at"),
                Columns.timeOrNull(row, "erased_at"));
    }

    private static @Nullable Lease lease(ResultSet row, @Nullable Instant until) throws SQLException {
        String token = row.getString("lease_token");
        return token == null || until == null
                ? null
                : new Lease(new LeaseToken(token), row.getString("lease_node"), until);
    }

    /** Reads an attempt from columns with the names of the table attempts; null if no attempt has begun. */
    public static @Nullable Attempt attempt(ResultSet row, int number) throws SQLException {
        Instant startedAt = Columns.timeOrNull(row, "started_at");
        String result = row.getString("result");
        return startedAt == null
                ? null
                : new Attempt(
                        number,
                        startedAt,
                        Columns.timeOrNull(row, "ended_at"),
                        result == null ? null : AttemptResult.ofCode(result),
                        row.getString("code"),
                        row.getString("message"),
                        new Evidence(
                                Columns.intOrNull(row, "provider_status"),
                                row.getString("provider_message_id"),
                                row.getString("request"),
                                row.getString("response")),
                        row.getBoolean("late"));
    }
}
