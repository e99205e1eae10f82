package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.store.jdbc.Binding;
import dev.tidings.store.jdbc.Columns;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Accepts a small batch of plain intents in one statement, which needs one round trip: it takes the idempotency keys, and inserts the
 * notifications that got theirs, their deliveries and the range of their leases.
 */
final class AcceptStatement {
    static final Sql ACCEPT = Sql.of("""
        WITH fresh AS (
            INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)
            SELECT u.*, :now
            FROM unnest(:tenant::text[], :producer::text[], :idempotency_key::text[], :id::bytea[], :fingerprint::bytea[]) AS u
            ON CONFLICT DO NOTHING
            RETURNING notification_id
        ), notified AS (
            INSERT INTO notifications (id, tenant, producer, idempotency_key, type, accepted_at, not_before,
                expires_at, request_id, traceparent, tracestate, title, summary, fallback, target_url, payload, dedupe_key,
                ordering_key, ordering_halts, concurrency_key)
            SELECT *
            FROM unnest(
                :id::bytea[], :tenant::text[], :producer::text[], :idempotency_key::text[], :type::text[],
                :accepted_at::int8[], :not_before::int8[], :expires_at::int8[], :request_id::text[],
                :traceparent::text[], :tracestate::text[], :title::text[], :summary::text[], :fallback::text[],
                :target_url::text[], :payload::bytea[], :dedupe_key::text[], :ordering_key::text[],
                :ordering_halts::bool[], :concurrency_key::text[])
                AS u (id)
            WHERE u.id = ANY (ARRAY(SELECT notification_id FROM fresh))
        ), delivered AS (
            INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, endpoint_id, address, status, not_sent, reason,
                due_at, lease_until, finished_at, lease_token, lease_node, attempt_number, attempt_started_at, queue,
                queue_position)
            SELECT *
            FROM unnest(
                :delivery_id::bytea[], :delivery_notification_id::bytea[], :delivery_tenant::text[], :delivery_channel::text[],
                :delivery_recipient::text[], :delivery_endpoint_id::bytea[], :delivery_address::text[],
                :delivery_status::text[], :delivery_not_sent::bool[], :delivery_reason::text[], :delivery_due_at::int8[],
                :delivery_lease_until::int8[], :delivery_finished_at::int8[], :delivery_lease_token::text[],
                :delivery_lease_node::text[], :delivery_attempt_number::int4[], :delivery_attempt_started_at::int8[],
                :delivery_queue::text[], :delivery_queue_position::int8[])
                AS u (id, notification_id)
            WHERE u.notification_id = ANY (ARRAY(SELECT notification_id FROM fresh))
            RETURNING id, lease_until
        ), covered AS (
            INSERT INTO insert_leases (lease_until, first_id, last_id)
            SELECT max(lease_until), :first_id::bytea, :last_id::bytea
            FROM delivered
            WHERE lease_until IS NOT NULL
            HAVING count(*) > 0
        )
        SELECT notification_id FROM fresh
        """);

    private AcceptStatement() {}

    /** Whether accepting the batch takes nothing but these rows, and too few for COPY. */
    static boolean fits(List<Acceptance> batch) {
        int deliveries = 0;
        for (Acceptance one : batch) {
            deliveries += one.deliveries().size();
            if (!plain(one)) {
                return false;
            }
        }
        return batch.size() < RowInsert.COPY_FROM && deliveries < RowInsert.COPY_FROM;
    }

    private static boolean plain(Acceptance one) {
        return one.dedupe() == null
                && one.expansion() == null
                && one.notification().keys().labels().none()
                && one.deliveries().stream().allMatch(delivery -> delivery.order() == null);
    }

    /** Returns the ids of the notifications that took their key. */
    static Set<NotificationId> run(Transaction tx, List<Acceptance> batch, LeaseGrant grant, Instant now)
            throws SQLException {
        List<Acceptance> ordered = IdempotencyKeys.ordered(batch);
        DeliveryInsert deliveries = new DeliveryInsert(grant, now);
        for (Acceptance one : ordered) {
            one.deliveries().forEach(delivery -> deliveries.add(one.notification(), delivery, null));
        }
        Binding statement = tx.prepared(ACCEPT).time("now", now);
        List<Notification> notifications =
                ordered.stream().map(Acceptance::notification).toList();
        NotificationInsert.bind(new Unnest<>(statement, notifications));
        var _ = new Unnest<>(statement, ordered).bytes("fingerprint", Acceptance::fingerprint);
        deliveries.bind(statement, "delivery_");
        Set<NotificationId> fresh = HashSet.newHashSet(batch.size());
        try (ResultSet row = statement.query()) {
            while (row.next()) {
                fresh.add(Columns.notification(row, "notification_id"));
            }
        }
        return fresh;
    }
}
