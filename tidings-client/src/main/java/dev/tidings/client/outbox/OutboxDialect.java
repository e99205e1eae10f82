package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;

/** The SQL that differs between databases. */
enum OutboxDialect {
    POSTGRESQL(
            "postgresql.sql",
            // With an equality the planner may scan the primary key until it finds the ordering key.
            "%1$s BETWEEN %2$s AND %2$s",
            // Stable within a statement, so an index can be used.
            "(extract(epoch FROM statement_timestamp()) * 1000)::bigint",
            " FOR UPDATE SKIP LOCKED"),
    MARIADB(
            "mariadb.sql",
            "%s = %s",
            "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
            " FOR UPDATE SKIP LOCKED"),
    SQLITE("sqlite.sql", "%s = %s", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", ""),
    /** Works in every compatibility mode of H2, because all modes understand these statements. */
    H2("h2.sql", "%s = %s", "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)", " FOR UPDATE SKIP LOCKED");

    /** The first version of H2 with SKIP LOCKED. */
    private static final Version H2_FROM = new Version(2, 2);

    private final String script;
    private final String same;
    private final String now;
    private final String skippingLocked;

    OutboxDialect(String script, String same, String now, String skippingLocked) {
        this.script = script;
        this.same = same;
        this.now = now;
        this.skippingLocked = skippingLocked;
    }

    /** @throws UnsupportedDatabaseException when the outbox does not support the database */
    static OutboxDialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb", "mysql" -> MARIADB;
            case "sqlite" -> SQLITE;
            case "h2" -> h2(connection.getMetaData());
            default -> throw new UnsupportedDatabaseException(product);
        };
    }

    private static OutboxDialect h2(DatabaseMetaData database) throws SQLException {
        Version version = new Version(database.getDatabaseMajorVersion(), database.getDatabaseMinorVersion());
        if (version.compareTo(H2_FROM) < 0) {
            throw new UnsupportedDatabaseException("H2 " + version);
        }
        return H2;
    }

    private record Version(int major, int minor) implements Comparable<Version> {
        @Override
        public int compareTo(Version other) {
            return Comparator.comparingInt(Version::major)
                    .thenComparingInt(Version::minor)
                    .compare(this, other);
        }

        @Override
        public String toString() {
            return major + "." + minor;
        }
    }

    /** Returns the resource that creates the table. */
    String script() {
        return script;
    }

    /** Compares two ordering keys in a form that uses the index over them, which also has the order of their rows. */
    String same(String column, String key) {
        return same.formatted(column, key);
    }

    /** Returns milliseconds since 1970 by the database's clock. */
    String now() {
        return now;
    }

    /** Ends a query that locks its rows and skips those that others have locked. */
    String skippingLocked() {
        return skippingLocked;
    }

    /**
     * Returns the first statement of a relay's transaction. Databases with row locks read committed data in every
     * statement. SQLite takes its single write lock first, because it cannot be acquired after another writer.
     */
    String begin(OutboxTable table) {
        return switch (this) {
            case SQLITE -> "DELETE FROM " + table.name() + " WHERE 0";
            case H2 -> "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";
            case POSTGRESQL, MARIADB -> "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
        };
    }

    /**
     * Returns the isolation level to restore on the connection: on H2, {@link #begin} changes it beyond the
     * transaction.
     */
    int isolation(Connection connection) throws SQLException {
        return this == H2 ? connection.getTransactionIsolation() : Connection.TRANSACTION_READ_COMMITTED;
    }
}
