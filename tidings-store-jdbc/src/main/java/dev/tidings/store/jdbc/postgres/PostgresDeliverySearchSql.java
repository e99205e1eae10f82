package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.store.jdbc.Conditions;
import dev.tidings.store.jdbc.DeliveryIndex;
import dev.tidings.store.jdbc.DeliverySearchSql.Condition;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDeliverySearchSql;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/**
 * Searches deliveries. The planner chooses the index of the deliveries, but each notification is looked up by its id
 * ({@code OFFSET 0}): for a rare type, it would otherwise read all notifications instead of a window of deliveries.
 */
final class PostgresDeliverySearchSql implements KeyedDeliverySearchSql {
    static final PostgresDeliverySearchSql INSTANCE = new PostgresDeliverySearchSql();

    private static final String DUE = "d.due_at IS NOT NULL";

    private static final String LIST = """
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
        CROSS JOIN LATERAL (
            SELECT id, type, accepted_at, not_before, ordering_key, concurrency_key, producer, idempotency_key
            FROM notifications
            WHERE id = d.notification_id
            OFFSET 0
        ) n
        LEFT JOIN attempts a
            ON a.delivery_id = d.id AND d.attempt_started_at IS NULL AND a.number = d.attempt_number
        WHERE %conditions%
        ORDER BY d.id DESC
        LIMIT :rows
        """;

    private static final String COUNT = """
        SELECT count(*)
        FROM (
            SELECT 1
            FROM deliveries d
            CROSS JOIN LATERAL (
                SELECT id, type, ordering_key, concurrency_key, producer, idempotency_key
                FROM notifications
                WHERE id = d.notification_id
                OFFSET 0
            ) n
            WHERE %conditions%
            LIMIT :bound
        ) AS counted
        """;

    private static final String END = """
        SELECT d.id
        FROM deliveries d
        WHERE %conditions%
        ORDER BY d.id DESC
        LIMIT 1 OFFSET :steps
        """;

    private static final String EXCEEDS = """
        SELECT 1
        FROM deliveries d
        WHERE %conditions%
        LIMIT 1 OFFSET :steps
        """;

    private PostgresDeliverySearchSql() {}

    @Override
    public Sql list(DeliveryIndex index, Conditions where) {
        return where.in(LIST);
    }

    @Override
    public Sql count(DeliveryIndex index, Conditions where) {
        return where.in(COUNT);
    }

    @Override
    public Sql end(DeliveryIndex index, Conditions where) {
        return where.in(END);
    }

    @Override
    public Sql exceeds(DeliveryIndex index, Conditions where) {
        return where.in(EXCEEDS);
    }

    @Override
    public boolean inOrder(DeliveryIndex index) {
        return switch (index) {
            case OPEN, OF_NOTIFICATION, OF_NOTIFICATIONS -> false;
            case NEWEST, OF_RECIPIENT, NOT_SENT -> true;
        };
    }

    @Override
    public String withDelivery() {
        return """
            (SELECT 1 FROM deliveries d WHERE d.notification_id = n.id AND %conditions% LIMIT 1) IS NOT NULL
            """;
    }

    @Override
    public String notSent() {
        return "d.not_sent";
    }

    /** The ids are looked up separately, so that the planner knows the partitions in advance. */
    @Override
    public Condition open(Transaction tx) throws SQLException {
        DeliveryId first = InsertLeases.firstId(tx);
        List<DeliveryId> claimed = ClaimLeases.sending(tx);
        Conditions.Value ids = (statement, name) -> statement.ids(name, claimed);
        if (first == null) {
            return claimed.isEmpty()
                    ? new Condition(DUE, Map.of())
                    : new Condition("(d.due_at IS NOT NULL OR d.id = ANY (:claimed))", DUE, Map.of("claimed", ids));
        }
        return new Condition(
                "(d.due_at IS NOT NULL OR d.id >= :first OR d.id = ANY (:claimed))",
                DUE,
                Map.of("first", Conditions.Value.of(first), "claimed", ids));
    }
}
