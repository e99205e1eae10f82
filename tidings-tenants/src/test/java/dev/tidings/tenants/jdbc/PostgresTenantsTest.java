package dev.tidings.tenants.jdbc;

import dev.tidings.store.jdbc.postgres.PostgresDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of tenants, on PostgreSQL. */
@NeedsServers
class PostgresTenantsTest {
    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Plans extends TenantPlanContract {
        Plans() {
            super(PostgresDatabases::open);
        }
    }
}
