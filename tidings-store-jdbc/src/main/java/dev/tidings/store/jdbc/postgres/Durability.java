package dev.tidings.store.jdbc.postgres;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Checks whether the server's settings keep commits through a power cut. */
final class Durability {
    private static final Logger LOG = LoggerFactory.getLogger(Durability.class);

    private static final String SETTINGS = """
        SELECT name
        FROM pg_settings
        WHERE name IN ('fsync', 'synchronous_commit', 'full_page_writes') AND setting = 'off'
        ORDER BY name
        """;

    private Durability() {}

    static void warnUnlessDurable(String name, Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SETTINGS)) {
            while (row.next()) {
                LOG.warn(
                        "{} has {} off: acknowledged intents may be lost when the server crashes",
                        name,
                        row.getString("name"));
            }
        }
    }
}
