package dev.tidings.store.jdbc.mariadb;

import dev.tidings.store.jdbc.Conditions;
import dev.tidings.store.jdbc.DeliveryIndex;
import dev.tidings.store.jdbc.DeliverySearchSql.Condition;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.store.jdbc.keyed.KeyedDeliverySearchSql;
import java.sql.SQLException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Searches deliveries by an index that each statement names: without hints MariaDB would rather read and sort all deliveries of a
 * tenant than start at the newest.
 */
final class MariaDbDeliverySearchSql implements KeyedDeliverySearchSql {
    static final MariaDbDeliverySearchSql INSTANCE = new MariaDbDeliverySearchSql();

    /** Jumps from one channel to the next in the index. */
    static final Sql CHANNELS = Sql.of("""
        SELECT DISTINCT channel FROM deliveries
        """);

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
        FROM deliveries d FORCE INDEX (%index%)
        STRAIGHT_JOIN notifications n ON n.id = d.notification_id
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
            FROM deliveries d FORCE INDEX (%index%)
            STRAIGHT_JOIN notifications n ON n.id = d.notification_id
            WHERE %conditions%
            LIMIT :bound
        ) AS counted
        """;

    private static final String END = """
        SELECT d.id
        FROM deliveries d FORCE INDEX (%index%)
        WHERE %conditions%
        ORDER BY d.id DESC
        LIMIT 1 OFFSET :steps
        """;

    private static final String EXCEEDS = """
        SELECT 1
        FROM deliveries d FORCE INDEX (%index%)
        WHERE %conditions%
        LIMIT 1 OFFSET :steps
        """;

    private MariaDbDeliverySearchSql() {}

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
            case NEWEST -> "PRIMARY";
            case OF_RECIPIENT -> "deliveries_of_recipient";
            case OF_NOTIFICATION, OF_NOTIFICATIONS -> "deliveries_of_notification";
            case NOT_SENT -> "deliveries_not_sent";
            case OPEN -> "deliveries_due";
        };
    }

    /** The index of recipients holds only their first characters, so that ids are in no order in it. */
    @Override
    public boolean inOrder(DeliveryIndex index) {
        return index == DeliveryIndex.NEWEST || index == DeliveryIndex.NOT_SENT;
    }

    /** With all columns of its index fixed, the ids are in order. */
    @Override
    public String notSent() {
        return """
            d.not_sent = true AND d.waiting_channel IS NULL AND d.waiting_until IS NULL AND d.sent_late_at IS NULL
            """;
    }

    /** The index begins with the channel, so that the range of open deliveries needs to know the channels. */
    @Override
    public Condition open(Transaction tx) throws SQLException {
        Set<String> channels = channels(tx);
        Conditions due = new Conditions("d.leased IS NOT NULL").among("d.channel", "open", channels);
        return channels.isEmpty() ? new Condition("false", Map.of()) : new Condition(due.toString(), due.parameters());
    }

    @Override
    public String withDelivery() {
        return """
            (
                SELECT 1
                FROM deliveries d FORCE INDEX (deliveries_of_notification)
                WHERE d.notification_id = n.id AND %conditions%
                LIMIT 1
            ) IS NOT NULL
            """;
    }

    static Set<String> channels(Transaction tx) throws SQLException {
        return new TreeSet<>(tx.prepared(CHANNELS).list(row -> row.getString("channel")));
    }
}
