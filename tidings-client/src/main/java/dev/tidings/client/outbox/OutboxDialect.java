package dev.tidings.client.outbox;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.Locale;

/** A database that the outbox supports. {@link OutboxSql} has the statements that differ. */
enum OutboxDialect {
    POSTGRESQL("postgresql.sql"),
    MARIADB("mariadb.sql"),
    SQLITE("sqlite.sql"),
    /** Works in every compatibility mode of H2, because all modes understand these statements. */
    H2("h2.sql");

    /** The first version of H2 with SKIP LOCKED. */
    private static final Version H2_FROM = new Version(2, 2);

    private final String script;

    OutboxDialect(String script) {
        this.script = script;
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

    /** Returns whether several transactions can write at the same time. */
    boolean concurrentWriters() {
        return this != SQLITE;
    }

    /**
     * Returns the first statement of a relay's transaction. Databases with row locks read committed data in every
     * statement. SQLite takes its single write lock first, because it cannot be acquired after another writer.
     */
    String begin(OutboxTable table) {
        return switch (this) {
            case SQLITE -> table.in("""
                DELETE FROM %table% WHERE 0
                """);
            case H2 -> """
                SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED
                """;
            case POSTGRESQL, MARIADB -> """
                SET TRANSACTION ISOLATION LEVEL READ COMMITTED
                """;
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
