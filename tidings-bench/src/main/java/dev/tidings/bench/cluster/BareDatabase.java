package dev.tidings.bench.cluster;

import dev.tidings.store.jdbc.Sql;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes the rows of a Tidings run to a bare database: the same inserts, then the same updates, in transactions of
 * 500, with multi-row statements of the same shape over plain JDBC, on one or several connections.
 */
final class BareDatabase {
    private static final int BATCH = 500;
    private static final List<String> TABLES = List.of("idempotency", "notifications", "deliveries");

    private static final Rows IDEMPOTENCY = new Rows("""
        -- Each batch of 500 in key order, as in Tidings.
        SELECT tenant, producer, idempotency_key, notification_id, fingerprint, created_at
        FROM (
          SELECT *, (row_number() OVER (ORDER BY notification_id) - 1) / 500 AS batch FROM idempotency) i
        ORDER BY batch, idempotency_key
        """, """
            INSERT INTO idempotency (tenant, producer, idempotency_key, notification_id, fingerprint, created_at)
            SELECT * FROM unnest(%arrays%) AS u
            ON CONFLICT DO NOTHING
            RETURNING notification_id
            """);
    private static final Rows NOTIFICATIONS = new Rows("""
        SELECT * FROM notifications ORDER BY id
        """, """
            INSERT INTO notifications SELECT * FROM unnest(%arrays%)
            """);
    private static final Rows DELIVERIES = new Rows("""
        SELECT id, notification_id, tenant, channel, recipient, endpoint_id, address, 'sending' AS status, NULL::bool AS not_sent,
          NULL::text AS reason, NULL::int8 AS due_at, lease_until, NULL::int8 AS finished_at,
          '01K' || right(encode(id, 'hex'), 23) AS lease_token, 'bench' AS lease_node, attempt_number, attempt_started_at
        FROM deliveries
        ORDER BY notification_id, id
        """, """
            INSERT INTO deliveries (id, notification_id, tenant, channel, recipient, endpoint_id, address, status, not_sent, reason,
              due_at, lease_until, finished_at, lease_token, lease_node, attempt_number, attempt_started_at)
            SELECT * FROM unnest(%arrays%)
            """);
    private static final Rows LEASES = new Rows("""
        SELECT lease_until, first_id, last_id FROM insert_leases ORDER BY id
        """, """
            INSERT INTO insert_leases (lease_until, first_id, last_id) SELECT * FROM unnest(%arrays%)
            """);
    private static final Rows ENDINGS = new Rows("""
        SELECT id, '01K' || right(encode(id, 'hex'), 23) AS token, status, not_sent, reason, due_at, finished_at,
          attempts_used AS counted, attempt_ended_at, attempt_result, attempt_code, attempt_message, provider_status,
          provider_message_id, request, response
        FROM deliveries
        ORDER BY notification_id, id
        """, """
            UPDATE deliveries d
            SET status = u.status, not_sent = u.not_sent, reason = u.reason, due_at = u.due_at,
              finished_at = u.finished_at, attempts_used = d.attempts_used + u.counted, lease_token = NULL,
              lease_node = NULL, attempt_ended_at = u.ended_at, attempt_result = u.result, attempt_code = u.code,
              attempt_message = u.message, provider_status = u.provider_status,
              provider_message_id = u.provider_message_id, request = u.request, response = u.response
            FROM unnest(%arrays%) AS u (id, token, status, not_sent, reason, due_at, finished_at, counted, ended_at, result,
              code, message, provider_status, provider_message_id, request, response)
            WHERE d.id = u.id AND d.status = 'sending' AND d.lease_token = u.token
            RETURNING d.id
            """);
    private static final Sql DIGEST = Sql.of("""
        SELECT count(*) || ' rows, ' || sum(hashtextextended(t::text, 0)) FROM %table% t
        """);

    private final List<UnnestRows> accepting;
    private final UnnestRows leases;
    private final UnnestRows completing;

    /** The query that reads rows, and the statement that writes them. */
    private record Rows(String query, String statement) {
        UnnestRows read(Connection connection) throws SQLException {
            return UnnestRows.read(connection, query, statement);
        }
    }

    private BareDatabase(List<UnnestRows> accepting, UnnestRows leases, UnnestRows completing) {
        this.accepting = accepting;
        this.leases = leases;
        this.completing = completing;
    }

    /** Reads the rows from a Tidings database without changing it. */
    static BareDatabase rowsOf(String tidings) throws SQLException {
        try (Connection connection = DriverManager.getConnection(tidings)) {
            return new BareDatabase(
                    List.of(IDEMPOTENCY.read(connection), NOTIFICATIONS.read(connection), DELIVERIES.read(connection)),
                    LEASES.read(connection),
                    ENDINGS.read(connection));
        }
    }

    /** Writes all rows to an empty database with the schema; returns the time in nanoseconds. */
    long writeInto(String database, int connections) throws Exception {
        List<Connection> open = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(connections)) {
            for (int i = 0; i < connections; i++) {
                Connection connection = DriverManager.getConnection(database);
                connection.setAutoCommit(false);
                open.add(connection);
            }
            AtomicInteger next = new AtomicInteger();
            long begun = System.nanoTime();
            List<Future<?>> writing = new ArrayList<>();
            for (Connection connection : open) {
                writing.add(threads.submit(() -> {
                    write(connection, next);
                    return null;
                }));
            }
            for (Future<?> one : writing) {
                one.get();
            }
            return System.nanoTime() - begun;
        } finally {
            for (Connection connection : open) {
                connection.close();
            }
        }
    }

    private void write(Connection connection, AtomicInteger next) throws SQLException {
        List<PreparedStatement> statements = new ArrayList<>();
        try {
            for (UnnestRows rows : accepting) {
                statements.add(connection.prepareStatement(rows.statement()));
            }
            PreparedStatement leasing = connection.prepareStatement(leases.statement());
            statements.add(leasing);
            PreparedStatement ending = connection.prepareStatement(completing.statement());
            statements.add(ending);
            for (int from = next.getAndAdd(BATCH); from < completing.size(); from = next.getAndAdd(BATCH)) {
                int to = Math.min(from + BATCH, completing.size());
                for (int i = 0; i < accepting.size(); i++) {
                    accepting.get(i).execute(statements.get(i), from, to);
                }
                // One per transaction, as in Tidings.
                int lease = Math.min(from / BATCH, leases.size() - 1);
                leases.execute(leasing, Math.max(0, lease), lease + 1);
                connection.commit();
                completing.execute(ending, from, to);
                connection.commit();
            }
        } finally {
            for (PreparedStatement statement : statements) {
                statement.close();
            }
        }
    }

    /** Throws unless both databases hold equal rows. */
    static void requireSame(String tidings, String bare, int expected) throws SQLException {
        try (Connection ours = DriverManager.getConnection(tidings);
                Connection theirs = DriverManager.getConnection(bare)) {
            for (String table : TABLES) {
                String our = digest(ours, table);
                String their = digest(theirs, table);
                if (!our.equals(their) || !our.startsWith(expected + " ")) {
                    throw new IllegalStateException(
                            table + ": " + our + " and " + their + "; expected the same " + expected + " rows");
                }
            }
        }
    }

    private static String digest(Connection connection, String table) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery(DIGEST.naming("table", table).text())) {
            row.next();
            return row.getString(1);
        }
    }
}
