package dev.tidings.server.app;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.mariadb.MariaDbPool;
import dev.tidings.store.jdbc.mariadb.MariaDbStore;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The deletion of tenants, over all tables of all modules, on every store. */
@NeedsServers
class TenantDeletionTest {
    private static final int CONNECTIONS = 6;

    @Nested
    class OnSqlite extends TenantDeletionContract {
        OnSqlite() {
            super((folder, clock, cipher, ids) -> SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids));
        }
    }

    @Nested
    class OnPostgres extends TenantDeletionContract {
        OnPostgres() {
            super(TenantDeletionTest::openPostgres);
        }
    }

    @Nested
    class OnMariaDb extends TenantDeletionContract {
        OnMariaDb() {
            super(TenantDeletionTest::openMariaDb);
        }
    }

    private static Store openPostgres(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        TestTables.emptyPostgres(Postgres.URL);
        return PostgresStore.openOn(clock, new PostgresPool(Postgres.URL, null, null, CONNECTIONS), cipher, ids);
    }

    private static Store openMariaDb(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        TestTables.emptyMariaDb(MariaDb.URL);
        return MariaDbStore.openOn(clock, new MariaDbPool(MariaDb.URL, null, null, CONNECTIONS), cipher, ids);
    }

    private static final class Postgres {
        static final String URL = PostgresServer.shared().createDatabase();
    }

    private static final class MariaDb {
        static final String URL = MariaDbServer.shared().createDatabase();
    }
}
