package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;

/** What databases say differently. */
enum Dialect {
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
    SQLITE("sqlite.sql", "%s = %s", "CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)", "");

    private final String script;
    private final String same;
    private final String now;
    private final String skippingLocked;

    Dialect(String script, String same, String now, String skippingLocked) {
        this.script = script;
        this.same = same;
        this.now = now;
        this.skippingLocked = skippingLocked;
    }

    /** @throws UnsupportedDatabaseException when it is none that the outbox knows */
    static Dialect of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "postgresql" -> POSTGRESQL;
            case "mariadb", "mysql" -> MARIADB;
            case "sqlite" -> SQLITE;
            default -> throw new UnsupportedDatabaseException(product);
        };
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
        return this == SQLITE
                ? "DELETE FROM " + table.name() + " WHERE 0"
                : "SET TRANSACTION ISOLATION LEVEL READ COMMITTED";
    }
}
