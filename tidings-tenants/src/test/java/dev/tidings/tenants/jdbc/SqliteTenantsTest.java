package dev.tidings.tenants.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contract of tenants, on SQLite. */
class SqliteTenantsTest {
    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(SqliteTenantsTest::open);
        }
    }

    @Nested
    class Plans extends TenantPlanContract {
        Plans() {
            super(SqliteTenantsTest::open);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids);
    }
}
