package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks the version and character set of a server, and whether its settings keep commits through a power cut. */
final class MariaDbCompatibility {
    private static final Logger LOG = LoggerFactory.getLogger(MariaDbCompatibility.class);
    private static final int OLDEST_MAJOR = 10;
    private static final int OLDEST_MINOR = 6;
    private static final String UTF8 = "utf8mb4";

    private static final String OTHER_COLUMNS = """
        SELECT table_name, column_name, character_set_name
        FROM information_schema.columns
        WHERE table_schema = database() AND character_set_name <> 'utf8mb4'
            AND table_name <> 'flyway_schema_history'
        ORDER BY table_name, ordinal_position
        LIMIT 1
        """;

    private static final String DURABILITY = """
        SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite
        """;

    private static final String CHARACTER_SET = """
        SELECT database(), @@character_set_database
        """;

    private MariaDbCompatibility() {}

    static void check(String name, Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        int minor = connection.getMetaData().getDatabaseMinorVersion();
        String product = connection.getMetaData().getDatabaseProductName();
        boolean old = major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
        if (old || !"MariaDB".equalsIgnoreCase(product)) {
            throw new StoreUnavailable("cannot open " + name + ": it is " + product + " " + major + "." + minor
                    + "; expected MariaDB 10.6 or later (MySQL lacks statements of the hot path)");
        }
        requireUnicode(name, connection);
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(DURABILITY)) {
            row.next();
            warnUnless("1".equals(row.getString(1)), name, "innodb_flush_log_at_trx_commit", row.getString(1));
            String doublewrite = row.getString(2);
            warnUnless(!"0".equals(doublewrite) && !"OFF".equals(doublewrite), name, "innodb_doublewrite", doublewrite);
        }
    }

    /** Throws {@link StoreUnavailable} if text would be refused or changed. */
    private static void requireUnicode(String name, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            try (ResultSet row = statement.executeQuery(CHARACTER_SET)) {
                row.next();
                if (!UTF8.equals(row.getString(2))) {
                    throw new StoreUnavailable("cannot open " + name + ": its character set is " + row.getString(2)
                            + ", which cannot hold every text; expected utf8mb4: ALTER DATABASE " + row.getString(1)
                            + " CHARACTER SET utf8mb4");
                }
            }
            try (ResultSet row = statement.executeQuery(OTHER_COLUMNS)) {
                if (row.next()) {
                    throw new StoreUnavailable("cannot open " + name + ": the character set of the column "
                            + row.getString(1) + "." + row.getString(2) + " is " + row.getString(3)
                            + ", which cannot hold every text; expected utf8mb4: ALTER TABLE " + row.getString(1)
                            + " CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
                }
            }
        }
    }

    private static void warnUnless(boolean durable, String name, String setting, String value) {
        if (!durable) {
            LOG.warn(
                    "{} has {} set to {}: acknowledged intents may be lost when the server crashes",
                    name,
                    setting,
                    value);
        }
    }
}
