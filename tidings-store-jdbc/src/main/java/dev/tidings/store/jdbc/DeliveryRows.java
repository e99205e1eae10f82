package dev.tidings.store.jdbc;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.Lease;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** How a delivery and its attempts are read. */
public final class DeliveryRows {
    /** Of deliveries {@code d} and their last attempts in attempts {@code a}, where the delivery's own row does not hold it. */
    public static final String ATTEMPT_HELD = "d.attempt_started_at IS NULL AND a.number = d.attempt_number";

    private DeliveryRows() {}

    /**
     * What is read of deliveries {@code d}, notifications {@code n} and last attempts {@code a}.
     *
     * @param dueAt when the delivery is due or, while it is sending, its lease ends
     */
    public static String columns(String dueAt) {
        return "d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,"
                + " d.address, d.status, d.reason, " + dueAt + " AS due_at, d.finished_at, d.lease_token, d.lease_node,"
                + " d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number,"
                + " coalesce(d.attempt_started_at, a.started_at) AS started_at,"
                + " coalesce(d.attempt_ended_at, a.ended_at) AS ended_at,"
                + " coalesce(d.attempt_result, a.result) AS result,"
                + " coalesce(d.attempt_code, a.code) AS code,"
                + " coalesce(d.attempt_message, a.message) AS message,"
                + " coalesce(d.provider_status, a.provider_status) AS provider_status,"
                + " coalesce(d.provider_message_id, a.provider_message_id) AS provider_message_id,"
                + " coalesce(d.request, a.request) AS request,"
                + " coalesce(d.response, a.response) AS response,"
                + " coalesce(a.late, false) AS late";
    }

    public static Delivery read(ResultSet row) throws SQLException {
        DeliveryStatus status = DeliveryStatus.ofCode(row.getString("status"));
        Instant due = RecipientQueue.comes(Columns.timeOrNull(row, "due_at"));
        int attemptNumber = row.getInt("attempt_number");
        return new Delivery(
                new DeliveryId(row.getString("id")),
                row.getString("tenant"),
                new NotificationId(row.getString("notification_id")),
                row.getString("type"),
                row.getString("channel"),
                row.getString("recipient"),
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
                Columns.timeOrNull(row, "finished_at"));
    }

    private static @Nullable Lease lease(ResultSet row, @Nullable Instant until) throws SQLException {
        String token = row.getString("lease_token");
        return token == null || until == null
                ? null
                : new Lease(new LeaseToken(token), row.getString("lease_node"), until);
    }

    /** Reads an attempt from columns named as those of attempts; null when none began. */
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
