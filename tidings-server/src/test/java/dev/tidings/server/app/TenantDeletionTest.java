package dev.tidings.server.app;

import dev.tidings.store.jdbc.mariadb.MariaDbDatabases;
import dev.tidings.store.jdbc.postgres.PostgresDatabases;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The deletion of tenants, over all tables of all modules, on every store. */
@NeedsServers
class TenantDeletionTest {
    @Nested
    class OnSqlite extends TenantDeletionContract {
        OnSqlite() {
            super((folder, clock, cipher, ids) -> SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids));
        }
    }

    @Nested
    class OnPostgres extends TenantDeletionContract {
        OnPostgres() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class OnMariaDb extends TenantDeletionContract {
        OnMariaDb() {
            super(MariaDbDatabases::open);
        }
    }
}
