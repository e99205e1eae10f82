package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import java.nio.file.Path;
import java.time.InstantSource;

/** Stores in fresh databases of the server that all tests share. */
final class PostgresDatabases {
    private static final int CONNECTIONS = 6;

    private PostgresDatabases() {}

    /** In one database that is emptied each time, since another would take longer than most tests. */
    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        // Before it is opened: another test's keys would be missing.
        TestTables.emptyPostgres(Shared.URL);
        return PostgresStore.openOn(clock, pool(Shared.URL), cipher, ids);
    }

    static PostgresPool pool(String url) {
        return new PostgresPool(url, null, null, CONNECTIONS);
    }

    private static final class Shared {
        static final String URL = PostgresServer.shared().createDatabase();
    }
}
