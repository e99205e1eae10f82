package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.testkit.server.MariaDbServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** One database for the tests of this JVM, emptied for each: laying one out takes longer than a test. */
final class MariaDbDatabases {
    private static final int CONNECTIONS = 6;

    private MariaDbDatabases() {}

    /** @param folder not used; a store of a server keeps no files */
    static MariaDbStore open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        MariaDbStore store = MariaDbStore.openOn(clock, pool(Shared.URL), cipher, ids);
        clear(Shared.URL);
        return store;
    }

    static MariaDbPool pool(String url) {
        return new MariaDbPool(url, null, null, CONNECTIONS);
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(Shared.URL);
    }

    private static void clear(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT table_name FROM information_schema.tables"
                    + " WHERE table_schema = database() AND table_name NOT IN"
                    + " ('flyway_schema_history', 'compatibility')")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            // Faster than TRUNCATE, which makes files.
            for (String table : tables) {
                statement.execute("DELETE FROM " + table);
            }
        } catch (SQLException failure) {
            throw new IllegalStateException("the tests' database cannot be emptied", failure);
        }
    }

    private static final class Shared {
        static final String URL = MariaDbServer.shared().createDatabase();
    }
}
