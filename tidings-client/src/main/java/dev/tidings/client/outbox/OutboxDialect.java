package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;

/** What databases say differently. */
enum OutboxDialect {
    POSTGRESQL(
            "postgresql.sql",
            // As an equation the planner would rather walk the primary key until it meets the key.
            "%1$s BETWEEN %2$s AND %2$s",
            // Stable within a statement, so that an index is searched for it.
            "(extract(epoch FROM statement_timestamp()) * 1000)::bigint",
            " FOR UPDATE SKIP LOCKED"),
    MARIADB(
            "mariadb.sql",
            "%s = %s",
            "(TIMESTAMPDIFF(MICROSECOND, '1970-01-01', UTC_TIMESTAMP(3)) DIV 1000)",
            " FOR UPDATE SKIP LOCKED"),
    SQLITE("sqlite.sql", "%s = %s", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", ""),
    /** In each of its modes: the statements are of its own, which all modes understand. */
    H2("h2.sql", "%s = %s", "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000 AS BIGINT)", " FOR UPDATE SKIP LOCKED");

    /** The first H2 that passes over locked rows. */
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

    /** @throws UnsupportedDatabaseException when it is none that the outbox knows */
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

    /** The resource that makes the table. */
    String script() {
        return script;
    }

    /** That two ordering keys are the same, so that the index over them is used, which also knows their rows' order. */
    String same(String column, String key) {
        return same.formatted(column, key);
    }

    /** Milliseconds since 1970 by the database's clock. */
    String now() {
        return now;
    }

    /** Ends a query so that it locks its rows and passes over those that others have locked. */
    String skippingLocked() {
        return skippingLocked;
    }

    /**
     * What a relay's transaction begins with. Where rows are locked, each statement is to see what others have committed by
     * then; on SQLite the one lock for writing is taken first, since it cannot be had after others have written.
     */
    String begin(OutboxTable table) {
        return switch (this) {
            case SQLITE -> "DELETE FROM " + table.name() + " WHERE 0";
            case H2 -> "SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED";
            case POSTGRESQL, MARIADB -> "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
        };
    }

    /** The isolation that the connection has to get back, since on H2 {@link #begin} sets it for longer than a transaction. */
    int isolation(Connection connection) throws SQLException {
        return this == H2 ? connection.getTransactionIsolation() : Connection.TRANSACTION_READ_COMMITTED;
    }
}
