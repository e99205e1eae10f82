package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.store.StoreUnavailable;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether a server will do, and whether what it is set to keeps what is committed through a power cut. */
final class Surroundings {
    private static final Logger LOG = LoggerFactory.getLogger(Surroundings.class);
    private static final int OLDEST_MAJOR = 10;
    private static final int OLDEST_MINOR = 6;

    private Surroundings() {}

    static void check(String name, Connection connection) throws SQLException {
        int major = connection.getMetaData().getDatabaseMajorVersion();
        int minor = connection.getMetaData().getDatabaseMinorVersion();
        String product = connection.getMetaData().getDatabaseProductName();
        boolean old = major < OLDEST_MAJOR || (major == OLDEST_MAJOR && minor < OLDEST_MINOR);
        if (old || !"MariaDB".equalsIgnoreCase(product)) {
            throw new StoreUnavailable("cannot open " + name + ": it is " + product + " " + major + "." + minor
                    + "; expected MariaDB 10.6 or later (MySQL lacks what the hot path is made of)");
        }
        try (Statement statement = connection.createStatement();
                ResultSet row =
                        statement.executeQuery("SELECT @@innodb_flush_log_at_trx_commit, @@innodb_doublewrite")) {
            row.next();
            warnUnless("1".equals(row.getString(1)), name, "innodb_flush_log_at_trx_commit", row.getString(1));
            String doublewrite = row.getString(2);
            warnUnless(!"0".equals(doublewrite) && !"OFF".equals(doublewrite), name, "innodb_doublewrite", doublewrite);
        }
    }

    private static void warnUnless(boolean durable, String name, String setting, String value) {
        if (!durable) {
            LOG.warn(
                    "{} has {} set to {}: what Tidings has acknowledged may be lost when the server crashes",
                    name,
                    setting,
                    value);
        }
    }
}
