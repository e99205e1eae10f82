package dev.tidings.store.jdbc.keyed;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.DeliveryRows;
import dev.tidings.store.jdbc.Dialect;
import dev.tidings.store.jdbc.DialectSql;
import dev.tidings.store.jdbc.Transaction;
import java.sql.SQLException;
import java.util.Optional;

/** Reads one delivery with its notification and its last attempt. */
final class KeyedDeliveries {
    private static final DialectSql FIND = DialectSql.ofServers("""
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason,
            CASE WHEN d.status = 'sending' THEN coalesce(d.due_at, d.lease_until) ELSE d.due_at END AS due_at,
            d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number,
            coalesce(d.attempt_started_at, a.started_at) AS started_at,
            coalesce(d.attempt_ended_at, a.ended_at) AS ended_at,
            coalesce(d.attempt_result, a.result) AS result,
            coalesce(d.attempt_code, a.code) AS code,
            coalesce(d.attempt_message, a.message) AS message,
            coalesce(d.provider_status, a.provider_status) AS provider_status,
            coalesce(d.provider_message_id, a.provider_message_id) AS provider_message_id,
            coalesce(d.request, a.request) AS request,
            coalesce(d.response, a.response) AS response,
            coalesce(a.late, false) AS late
        FROM deliveries d
        JOIN notifications n ON n.id = d.notification_id
        LEFT JOIN attempts a
            ON a.delivery_id = d.id AND d.attempt_started_at IS NULL AND a.number = d.attempt_number
        WHERE d.id = :id AND d.tenant = :tenant
        """, """
        SELECT d.id, d.tenant, n.id AS notification_id, n.type, n.accepted_at, n.not_before, d.channel, d.recipient,
            d.endpoint_id, d.address, d.status, d.reason, d.due_at, d.finished_at, d.erased_at, d.lease_token, d.lease_node,
            d.attempts_used, d.reclaim_count, d.replay_count, d.attempt_number,
            coalesce(d.attempt_started_at, a.started_at) AS started_at,
            coalesce(d.attempt_ended_at, a.ended_at) AS ended_at,
            coalesce(d.attempt_result, a.result) AS result,
            coalesce(d.attempt_code, a.code) AS code,
            coalesce(d.attempt_message, a.message) AS message,
            coalesce(d.provider_status, a.provider_status) AS provider_status,
            coalesce(d.provider_message_id, a.provider_message_id) AS provider_message_id,
            coalesce(d.request, a.request) AS request,
            coalesce(d.response, a.response) AS response,
            coalesce(a.late, false) AS late
        FROM deliveries d FORCE INDEX (PRIMARY)
        STRAIGHT_JOIN notifications n ON n.id = d.notification_id
        LEFT JOIN attempts a
            ON a.delivery_id = d.id AND d.attempt_started_at IS NULL AND a.number = d.attempt_number
        WHERE d.id = :id AND d.tenant = :tenant
        """);

    private KeyedDeliveries() {}

    static Optional<Delivery> find(Dialect dialect, Transaction tx, String tenant, DeliveryId id) throws SQLException {
        return tx.prepared(dialect.of(FIND)).id("id", id).text("tenant", tenant).first(DeliveryRows::read);
    }
}
