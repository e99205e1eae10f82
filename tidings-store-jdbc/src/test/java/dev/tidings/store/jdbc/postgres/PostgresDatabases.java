package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Stores in fresh databases of the server that all tests share. */
final class PostgresDatabases {
    private static final int CONNECTIONS = 6;

    private PostgresDatabases() {}

    /** In one database that is emptied each time, since another would take longer than most tests. */
    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        Store store = PostgresStore.openOn(clock, pool(Shared.URL), cipher, ids);
        clear(Shared.URL);
        return store;
    }

    static PostgresPool pool(String url) {
        return new PostgresPool(url, null, null, CONNECTIONS);
    }

    private static void clear(String url) {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("SELECT relname FROM pg_class WHERE relkind IN ('r', 'p')"
                    + " AND NOT relispartition AND relnamespace = 'public'::regnamespace"
                    + " AND relname NOT IN ('flyway_schema_history', 'compatibility')")) {
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
        static final String URL = PostgresServer.shared().createDatabase();
    }
}
