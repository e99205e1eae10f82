package dev.tidings.store.jdbc.postgres;

import static dev.tidings.store.jdbc.postgres.RowInsert.bigNumber;
import static dev.tidings.store.jdbc.postgres.RowInsert.flag;
import static dev.tidings.store.jdbc.postgres.RowInsert.id;
import static dev.tidings.store.jdbc.postgres.RowInsert.number;
import static dev.tidings.store.jdbc.postgres.RowInsert.text;
import static dev.tidings.store.jdbc.postgres.RowInsert.time;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.QueuePosition;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.DeliveryQueue;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inserts the deliveries of a batch in one statement: pending, leased or skipped. */
final class DeliveryInsert {
    private static final RowInsert<Row> ROWS = new RowInsert<>(
            Sql.of("""
                INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, endpoint_id, address, status, not_sent, reason,
                    due_at, lease_until, finished_at, lease_token, lease_node, attempt_number, attempt_started_at, queue, queue_position)
                SELECT * FROM unnest(
                    :id::bytea[], :notification_id::bytea[], :tenant::text[], :channel::text[], :recipient::text[],
                    :endpoint_id::bytea[], :address::text[], :status::text[], :not_sent::bool[], :reason::text[], :due_at::int8[],
                    :lease_until::int8[], :finished_at::int8[], :lease_token::text[], :lease_node::text[],
                    :attempt_number::int4[], :attempt_started_at::int8[], :queue::text[], :queue_position::int8[])
                """),
            Sql.of("""
                COPY deliveries (id, notification_id, tenant, channel, recipient, endpoint_id, address, status, not_sent, reason,
                    due_at, lease_until, finished_at, lease_token, lease_node, attempt_number, attempt_started_at, queue, queue_position)
                FROM STDIN (FORMAT binary)
                """),
            List.of(
                    id("id", row -> row.delivery().id()),
                    id("notification_id", row -> row.notification().id()),
                    text("tenant", row -> row.notification().tenant()),
                    text("channel", row -> row.delivery().channel()),
                    text("recipient", row -> row.delivery().recipient()),
                    id("endpoint_id", row -> row.delivery().endpointId()),
                    text("address", row -> row.delivery().address()),
                    text("status", row -> row.delivery().status().code()),
                    flag("not_sent", row -> row.ended() ? Boolean.TRUE : null),
                    text("reason", row -> row.delivery().reason()),
                    time("due_at", Row::due),
                    time("lease_until", row -> row.sending() ? row.until() : null),
                    time("finished_at", row -> row.ended() ? row.now() : null),
                    text("lease_token", Row::token),
                    text("lease_node", row -> row.sending() ? row.node() : null),
                    number("attempt_number", row -> row.sending() ? 1 : 0),
                    time("attempt_started_at", row -> row.sending() ? row.now() : null),
                    text("queue", Row::queue),
                    bigNumber("queue_position", Row::position)));

    private final String node;
    private final Instant now;
    private final Instant until;
    private final List<Row> rows = new ArrayList<>();

    private record Row(
            Notification notification,
            NewDelivery delivery,
            @Nullable QueuePosition queued,
            String node,
            Instant now,
            Instant until) {
        @Nullable
        Long position() {
            return queued == null ? null : queued.number();
        }

        @Nullable
        String queue() {
            return DeliveryQueue.stored(delivery, queued);
        }

        boolean sending() {
            return delivery.status() == DeliveryStatus.SENDING;
        }

        boolean ended() {
            return delivery.status().terminal();
        }

        @Nullable
        Instant due() {
            if (queued != null && !queued.first()) {
                return DeliveryQueue.BEHIND_OTHERS;
            }
            return ended() || sending() ? null : delivery.due(now, notification.notBefore());
        }

        @Nullable
        String token() {
            LeaseToken token = delivery.token();
            return token == null ? null : token.value();
        }
    }

    DeliveryInsert(LeaseGrant grant, Instant now) {
        this.node = grant.node();
        this.now = now;
        this.until = now.plus(grant.duration());
    }

    /** @param position the position in a queue; null if the channel preserves no order */
    void add(Notification notification, NewDelivery delivery, @Nullable QueuePosition position) {
        rows.add(new Row(notification, delivery, position, node, now, until));
    }

    /** Binds the rows, and the range of their leases, to a statement that inserts them among other things. */
    void bind(Binding statement, String prefix) throws SQLException {
        ROWS.bind(new Unnest<>(statement, prefix, rows));
        InsertLeases.Range leased =
                InsertLeases.Range.of(rows.stream().map(Row::delivery).toList());
        var _ = statement
                .id("first_id", leased == null ? null : leased.first())
                .id("last_id", leased == null ? null : leased.last());
    }

    void insert(Transaction tx) throws SQLException {
        if (!rows.isEmpty()) {
            ROWS.insert(tx, rows);
            InsertLeases.cover(tx, rows.stream().map(Row::delivery).toList(), until);
        }
    }
}
