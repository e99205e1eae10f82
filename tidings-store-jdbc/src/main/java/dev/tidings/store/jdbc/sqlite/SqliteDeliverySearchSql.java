package dev.tidings.store.jdbc.sqlite;

import dev.tidings.store.jdbc.Conditions;
import dev.tidings.store.jdbc.DeliveryIndex;
import dev.tidings.store.jdbc.DeliverySearchSql;
import dev.tidings.store.jdbc.DeliverySearchSql.Condition;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import java.util.Map;

/**
 * Searches deliveries by an index that each statement names: without statistics SQLite would rather read all deliveries of a
 * tenant and sort them than start at the newest.
 */
final class SqliteDeliverySearchSql implements DeliverySearchSql {
    static final SqliteDeliverySearchSql INSTANCE = new SqliteDeliverySearchSql();

    private static final String LIST = """
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
        FROM deliveries d INDEXED BY %index%
        JOIN notifications n ON n.seq = d.notification_seq
        LEFT JOIN attempts a
            ON a.delivery_seq = d.seq AND d.attempt_started_at IS NULL AND a.number = d.attempt_number
        WHERE %conditions%
        ORDER BY d.id DESC
        LIMIT :rows
        """;

    private static final String COUNT = """
        SELECT count(*)
        FROM (
            SELECT 1
            FROM deliveries d INDEXED BY %index%
            JOIN notifications n ON n.seq = d.notification_seq
            WHERE %conditions%
            LIMIT :bound
        ) AS counted
        """;

    private static final String END = """
        SELECT d.id
        FROM deliveries d INDEXED BY %index%
        WHERE %conditions%
        ORDER BY d.id DESC
        LIMIT 1 OFFSET :steps
        """;

    private static final String EXCEEDS = """
        SELECT 1
        FROM deliveries d INDEXED BY %index%
        WHERE %conditions%
        LIMIT 1 OFFSET :steps
        """;

    private SqliteDeliverySearchSql() {}

    @Override
    public Sql list(DeliveryIndex index, Conditions where) {
        return where.in(LIST).naming("index", name(index));
    }

    @Override
    public Sql count(DeliveryIndex index, Conditions where) {
        return where.in(COUNT).naming("index", name(index));
    }

    @Override
    public Sql end(DeliveryIndex index, Conditions where) {
        return where.in(END).naming("index", name(index));
    }

    @Override
    public Sql exceeds(DeliveryIndex index, Conditions where) {
        return where.in(EXCEEDS).naming("index", name(index));
    }

    private static String name(DeliveryIndex index) {
        return switch (index) {
            // The index of the ids.
            case NEWEST -> "sqlite_autoindex_deliveries_1";
            case OF_RECIPIENT -> "deliveries_of_recipient";
            case OF_NOTIFICATION, OF_NOTIFICATIONS -> "deliveries_of_notification";
            case NOT_SENT -> "deliveries_not_sent";
            case OPEN -> "deliveries_due";
        };
    }

    @Override
    public boolean inOrder(DeliveryIndex index) {
        return index == DeliveryIndex.NEWEST || index == DeliveryIndex.NOT_SENT;
    }

    @Override
    public Condition open(Transaction tx) {
        return new Condition("d.due_at IS NOT NULL", Map.of());
    }

    /** The condition of the partial index. */
    @Override
    public String notSent() {
        return "d.status IN ('dead', 'skipped', 'canceled')";
    }

    /** A subquery and no join condition, so that the planner starts from the one notification. */
    @Override
    public String ofNotification() {
        return """
            d.notification_seq = (SELECT seq FROM notifications WHERE id = :notification)
            """;
    }

    @Override
    public String ofNotifications() {
        return """
            d.notification_seq IN (SELECT seq FROM notifications WHERE id IN (%conditions%))
            """;
    }

    @Override
    public String withDelivery() {
        return """
            (
                SELECT 1
                FROM deliveries d INDEXED BY deliveries_of_notification
                WHERE d.notification_seq = n.seq AND %conditions%
                LIMIT 1
            ) IS NOT NULL
            """;
    }
}
