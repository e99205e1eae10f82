package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Inserts the deliveries of a batch in one statement. Skipped ones have ended; leased ones have begun. */
final class DeliveryInsert {
    static final String INSERT = "INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, address,"
            + " status, not_sent, reason, due_at, insert_lease_until, finished_at, lease_token, lease_node,"
            + " attempt_number, attempt_started_at) SELECT * FROM unnest(?::text[], ?::text[], ?::text[], ?::text[],"
            + " ?::text[], ?::text[], ?::text[], ?::bool[], ?::text[], ?::int8[], ?::int8[], ?::int8[], ?::text[],"
            + " ?::text[], ?::int4[], ?::int8[])";

    private final Transaction tx;
    private final LeaseGrant grant;
    private final Instant now;
    private final List<Row> rows = new ArrayList<>();

    private record Row(Notification notification, NewDelivery delivery) {
        boolean sending() {
            return delivery.status() == DeliveryStatus.SENDING;
        }

        boolean ended() {
            return delivery.status().terminal();
        }
    }

    DeliveryInsert(Transaction tx, LeaseGrant grant, Instant now) {
        this.tx = tx;
        this.grant = grant;
        this.now = now;
    }

    void add(Notification notification, NewDelivery delivery) {
        rows.add(new Row(notification, delivery));
    }

    void insert() throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Instant until = now.plus(grant.duration());
        new Unnest<>(tx.prepared(INSERT), rows)
                .text(row -> row.delivery().id().value())
                .text(row -> row.notification().id().value())
                .text(row -> row.notification().tenant())
                .text(row -> row.delivery().channel())
                .text(row -> row.delivery().recipient())
                .text(row -> row.delivery().address())
                .text(row -> row.delivery().status().code())
                .flag(row -> row.ended() ? Boolean.TRUE : null)
                .text(row -> row.delivery().reason())
                .time(row -> row.ended() || row.sending() ? null : due(row.notification()))
                .time(row -> row.sending() ? until : null)
                .time(row -> row.ended() ? now : null)
                .text(DeliveryInsert::token)
                .text(row -> row.sending() ? grant.node() : null)
                .number(row -> row.sending() ? 1 : 0)
                .time(row -> row.sending() ? now : null)
                .update();
        InsertLeases.cover(tx, rows.stream().map(Row::delivery).toList(), until);
    }

    private static @Nullable String token(Row row) {
        return row.delivery().token() == null ? null : row.delivery().token().value();
    }

    private Instant due(Notification notification) {
        Instant notBefore = notification.notBefore();
        return notBefore != null && notBefore.isAfter(now) ? notBefore : now;
    }
}
