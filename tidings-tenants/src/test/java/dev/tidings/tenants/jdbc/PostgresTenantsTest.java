package dev.tidings.tenants.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contract of tenants, on PostgreSQL. */
@NeedsServers
class PostgresTenantsTest {
    private static final int CONNECTIONS = 6;

    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(PostgresTenantsTest::open);
        }
    }

    @Nested
    class Plans extends TenantPlanContract {
        Plans() {
            super(PostgresTenantsTest::open);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        TestTables.emptyPostgres(Shared.URL);
        return PostgresStore.openOn(clock, new PostgresPool(Shared.URL, null, null, CONNECTIONS), cipher, ids);
    }

    private static final class Shared {
        static final String URL = PostgresServer.shared().createDatabase();
    }
}
