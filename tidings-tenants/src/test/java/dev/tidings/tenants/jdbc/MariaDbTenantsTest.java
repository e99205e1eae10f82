package dev.tidings.tenants.jdbc;

import dev.tidings.store.jdbc.mariadb.MariaDbDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of tenants, on MariaDB. */
@NeedsServers
class MariaDbTenantsTest {
    @Nested
    class Tenants extends TenantContract {
        Tenants() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Plans extends TenantPlanContract {
        Plans() {
            super(MariaDbDatabases::open);
        }
    }
}
