package dev.tidings.testkit.server;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Empties the tables of a store between tests, which is faster than creating another database. */
public final class TestTables {
    private static final String POSTGRES = """
        SELECT relname
        FROM pg_class
        WHERE relkind IN ('r', 'p')
          AND NOT relispartition
          AND relnamespace = 'public'::regnamespace
          AND relname NOT IN ('flyway_schema_history', 'compatibility')
        """;

    private static final String MARIADB = """
        SELECT table_name
        FROM information_schema.tables
        WHERE table_schema = database() AND table_name NOT IN ('flyway_schema_history', 'compatibility')
        """;

    private static final String DELETE = """
        DELETE FROM %table%
        """;

    private static final int MANY = 2_000;

    /** One connection per database, kept for all tests of this JVM: to open one costs the server more than the deletions. */
    private static final Map<String, Connection> CONNECTIONS = new HashMap<>();

    private TestTables() {}

    public static void emptyPostgres(String url) {
        empty(url, POSTGRES);
    }

    public static void emptyMariaDb(String url) {
        empty(url, MARIADB);
    }

    /**
     * DELETE is faster than TRUNCATE, which creates files. After many rows it leaves as many dead ones in PostgreSQL, though, which the
     * shared server does not remove by itself.
     */
    private static synchronized void empty(String url, String names) {
        try (Statement statement = connected(url).createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery(names)) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                statement.addBatch(DELETE.replace("%table%", table));
            }
            int[] deleted = statement.executeBatch();
            if (url.startsWith("jdbc:postgresql:") && Arrays.stream(deleted).sum() > MANY) {
                statement.execute("TRUNCATE " + String.join(", ", tables));
            }
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
