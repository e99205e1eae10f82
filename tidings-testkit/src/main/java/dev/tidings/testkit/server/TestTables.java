package dev.tidings.testkit.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;

/** Empties the tables of a store between tests, which is faster than creating another database. */
public final class TestTables {
    private static final String POSTGRES = """
        SELECT 'DELETE FROM ' || relname
        FROM pg_class
        WHERE relkind IN ('r', 'p')
          AND NOT relispartition
          AND relnamespace = 'public'::regnamespace
          AND relname NOT IN ('flyway_schema_history', 'compatibility')
        """;

    private static final String MARIADB = """
        SELECT concat('DELETE FROM ', table_name)
        FROM information_schema.tables
        WHERE table_schema = database() AND table_name NOT IN ('flyway_schema_history', 'compatibility')
        """;

    /** One connection per database, kept for all tests of this JVM: to open one costs the server more than the deletions. */
    private static final Map<String, Connection> CONNECTIONS = new HashMap<>();

    private TestTables() {}

    public static void emptyPostgres(String url) {
        empty(url, POSTGRES);
    }

    public static void emptyMariaDb(String url) {
        empty(url, MARIADB);
    }

    /** @param deletions the query that returns one statement per table; DELETE is faster than TRUNCATE, which creates files */
    private static synchronized void empty(String url, String deletions) {
        try (Statement statement = connected(url).createStatement()) {
            try (Statement tables = connected(url).createStatement();
                    ResultSet row = tables.executeQuery(deletions)) {
                while (row.next()) {
                    statement.addBatch(row.getString(1));
                }
            }
            statement.executeBatch();
        } catch (SQLException failure) {
            throw new IllegalStateException("the tests' database cannot be emptied", failure);
        }
    }

    private static Connection connected(String url) throws SQLException {
        Connection connection = CONNECTIONS.get(url);
        if (connection == null) {
            connection = DriverManager.getConnection(url);
            CONNECTIONS.put(url, connection);
        }
        return connection;
    }
}
