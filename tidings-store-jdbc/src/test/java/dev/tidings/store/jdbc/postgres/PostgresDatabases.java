package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import java.time.InstantSource;

/** Stores in new databases of a shared server. */
final class PostgresDatabases {
    private static final int CONNECTIONS = 6;

    private PostgresDatabases() {}

    /**
     * Uses one database that is migrated once and cleared each time, because creating and checking one takes longer than
     * most tests.
     */
    static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        // Cleared before it is opened, since keys of other tests would be missing.
        TestTables.emptyPostgres(Shared.URL);
        return PostgresStore.reopenOn(clock, pool(Shared.URL), cipher, ids);
    }

    /** A new database with the newest schema and the partitions of the first days, for {@link PostgresStore#reopenOn}. */
    static String migrated() {
        return PostgresServer.shared().copyDatabase(Migrated.URL);
    }

    static PostgresPool pool(String url) {
        return new PostgresPool(url, null, null, CONNECTIONS);
    }

    private static final class Shared {
        static final String URL = migrated();
    }

    /** Has no clients, so that it can be copied. */
    private static final class Migrated {
        static final String URL = migrate(PostgresServer.shared().createDatabase());

        private static String migrate(String url) {
            PostgresStore.openOn(SettableClock.atStart(), pool(url), new ReversingCipher(), new CountingIds())
                    .close();
            return url;
        }
    }
}
