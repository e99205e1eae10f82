package dev.tidings.store.jdbc.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the server is set to decides whether a commit outlives a power cut. */
final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

    private Durability() {}

    static void warnUnlessDurable(String name, Connection connection) throws SQLException {
        for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            try (Statement statement = connection.createStatement();
                    ResultSet row = statement.executeQuery("SHOW " + setting)) {
                if (row.next() && "off".equals(row.getString(1))) {
                    LOG.warn(
                            "{} has {} off: what Tidings has acknowledged may be lost when the server crashes",
                            name,
                            setting);
                }
            }
        }
    }
}
