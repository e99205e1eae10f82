package dev.tidings.bench.engine;

import dev.tidings.store.jdbc.Sql;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Properties;
import org.sqlite.SQLiteConfig;

/**
 * The engine's baseline: the rows that the engine wrote, written again by plain JDBC to a file with the same
 * schema. Each intent is inserted and its delivery updated as the engine does it, in transactions of 500, on one
 * connection with prepared statements and the store's pragmas.
 */
public final class BareFile {
    private static final int BATCH = 500;
    private static final String VALUES = "%values%";

    private static final Copy IDEMPOTENCY = new Copy("idempotency", """
        -- In order of acceptance, which differs from key order.
        SELECT i.* FROM notifications n
        JOIN idempotency i
          ON i.tenant = n.tenant AND i.producer = n.producer AND i.idempotency_key = n.idempotency_key
        ORDER BY n.seq
        """, """
            INSERT INTO idempotency VALUES (%values%)
            """);
    private static final Copy NOTIFICATIONS = new Copy("notifications", """
        SELECT * FROM notifications ORDER BY seq
        """, """
            INSERT INTO notifications VALUES (%values%)
            """);
    private static final Copy DELIVERIES = new Copy("deliveries", """
        SELECT * FROM deliveries ORDER BY seq
        """, """
            INSERT INTO deliveries VALUES (%values%)
            """);

    /** In the order in which accepting writes the tables. */
    private static final List<Copy> TABLES = List.of(IDEMPOTENCY, NOTIFICATIONS, DELIVERIES);

    private static final String COMPLETE = """
        UPDATE deliveries
        SET status = ?, reason = ?, due_at = NULL, finished_at = ?, attempts_used = attempts_used + ?,
          lease_token = NULL, lease_node = NULL, attempt_ended_at = ?, attempt_result = ?, attempt_code = ?,
          attempt_message = ?, provider_status = ?, provider_message_id = ?, request = ?, response = ?
        WHERE id = ? AND status = 'sending' AND lease_token = ?
        """;
    // The final row, then the values that accepting inserts instead.
    private static final String ENDED = """
        SELECT status, reason, finished_at, attempts_used, attempt_ended_at, attempt_result, attempt_code,
          attempt_message, provider_status, provider_message_id, request, response, id, '01K' || substr(hex(id), -23)
        FROM deliveries
        ORDER BY seq
        """;
    private static final String BEGUN = """
        UPDATE deliveries
        SET status = 'sending', reason = NULL, finished_at = NULL, due_at = attempt_started_at + 30000,
          lease_token = '01K' || substr(hex(id), -23), lease_node = 'bench', attempts_used = 0, attempt_ended_at = NULL,
          attempt_result = NULL, attempt_code = NULL, attempt_message = NULL, provider_status = NULL,
          provider_message_id = NULL, request = NULL, response = NULL
        """;
    private static final Sql COUNT_ENGINE = Sql.of("""
        SELECT count(*) FROM main.%table%
        """);
    private static final Sql COUNT_BARE = Sql.of("""
        SELECT count(*) FROM bare.%table%
        """);
    private static final Sql COUNT_SAME = Sql.of("""
        SELECT count(*) FROM (SELECT * FROM main.%table% INTERSECT SELECT * FROM bare.%table%)
        """);
    private static final String COUNT_SENT = """
        SELECT count(*) FROM main.deliveries WHERE status = 'sent'
        """;

    private final List<Inserts> inserts;
    private final List<Object[]> endings;

    /**
     * How the rows of a table are read and written.
     *
     * @param insert has {@code %values%} for one question mark per column of the query
     */
    private record Copy(String name, String query, String insert) {}

    /** The rows of a table as inserted. */
    private record Inserts(String sql, List<Object[]> rows) {}

    private BareFile(List<Inserts> inserts, List<Object[]> endings) {
        this.inserts = inserts;
        this.endings = endings;
    }

    /** Reads the rows from a closed database of the engine without changing it. */
    static BareFile rowsOf(Path engine) throws SQLException {
        try (Connection connection = open(engine)) {
            connection.setAutoCommit(false);
            List<Object[]> endings = rows(connection, ENDED);
            try (Statement statement = connection.createStatement()) {
                statement.executeUpdate(BEGUN);
            }
            List<Inserts> inserts = inserts(connection);
            connection.rollback();
            return new BareFile(inserts, endings);
        }
    }

    /** Reads only the rows of accepted intents. */
    public static BareFile acceptedOf(Path folder) throws SQLException {
        try (Connection connection = open(EngineRig.database(folder))) {
            return new BareFile(inserts(connection), List.of());
        }
    }

    private static List<Inserts> inserts(Connection connection) throws SQLException {
        List<Inserts> inserts = new ArrayList<>();
        for (Copy table : TABLES) {
            List<Object[]> rows = rows(connection, table.query());
            String marks = String.join(", ", Collections.nCopies(rows.getFirst().length, "?"));
            inserts.add(new Inserts(table.insert().replace(VALUES, marks), rows));
        }
        return inserts;
    }

    /** Creates a database with the schema in an empty folder and writes all rows to it; returns the time. */
    public long writeIntoNew(Path folder) throws SQLException {
        EngineRig.openStore(folder).close();
        return writeInto(EngineRig.database(folder));
    }

    /** Writes all rows to an empty database with the schema; returns the time. */
    long writeInto(Path file) throws SQLException {
        try (Connection connection = open(file)) {
            connection.setAutoCommit(false);
            List<PreparedStatement> inserting = new ArrayList<>();
            for (Inserts table : inserts) {
                inserting.add(connection.prepareStatement(table.sql()));
            }
            long begun = System.nanoTime();
            try (PreparedStatement completing = connection.prepareStatement(COMPLETE)) {
                int count = inserts.getFirst().rows().size();
                for (int from = 0; from < count; from += BATCH) {
                    int to = Math.min(from + BATCH, count);
                    for (int table = 0; table < inserting.size(); table++) {
                        execute(inserting.get(table), inserts.get(table).rows().subList(from, to));
                    }
                    connection.commit();
                    if (!endings.isEmpty()) {
                        execute(completing, endings.subList(from, to));
                        connection.commit();
                    }
                }
            }
            long took = System.nanoTime() - begun;
            for (PreparedStatement statement : inserting) {
                statement.close();
            }
            return took;
        }
    }

    /** Throws unless both databases hold equal rows. */
    static void requireSame(Path engine, Path bare, int expected) throws SQLException {
        try (Connection connection = open(engine);
                Statement statement = connection.createStatement()) {
            statement.execute("ATTACH '" + bare + "' AS bare");
            for (Copy table : TABLES) {
                for (Sql count : List.of(COUNT_ENGINE, COUNT_BARE, COUNT_SAME)) {
                    requireCount(
                            statement,
                            table.name(),
                            count.naming("table", table.name()).text(),
                            expected);
                }
            }
            requireCount(statement, "deliveries", COUNT_SENT, expected);
        }
    }

    private static void requireCount(Statement statement, String table, String query, int expected)
            throws SQLException {
        try (ResultSet row = statement.executeQuery(query)) {
            row.next();
            if (row.getInt(1) != expected) {
                throw new IllegalStateException(
                        table + ": " + row.getInt(1) + " rows, expected " + expected + ", from " + query);
            }
        }
    }

    private static void execute(PreparedStatement statement, List<Object[]> rows) throws SQLException {
        for (Object[] row : rows) {
            for (int i = 0; i < row.length; i++) {
                statement.setObject(i + 1, row[i]);
            }
            statement.addBatch();
        }
        statement.executeBatch();
    }

    private static List<Object[]> rows(Connection connection, String query) throws SQLException {
        List<Object[]> rows = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            int columns = row.getMetaData().getColumnCount();
            while (row.next()) {
                Object[] values = new Object[columns];
                for (int i = 0; i < columns; i++) {
                    values[i] = row.getObject(i + 1);
                }
                rows.add(values);
            }
        }
        return rows;
    }

    /** Opens a database with the store's pragmas. */
    public static Connection open(Path file) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.enforceForeignKeys(true);
        config.setCacheSize(-16 * 1024);
        config.setTempStore(SQLiteConfig.TempStore.MEMORY);
        config.setWalAutocheckpoint(8_000);
        config.setJournalSizeLimit(64 * 1024 * 1024);
        Properties properties = config.toProperties();
        return DriverManager.getConnection("jdbc:sqlite:" + file, properties);
    }
}
