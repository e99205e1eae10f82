package dev.tidings.jobs.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.tenant.TenantData;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.store.jdbc.TenantTable;
import java.util.List;

/** The runtimes in a store's database. */
public final class JdbcRuntimes {
    private final Database database;
    private final RuntimeTable changes;
    private final RuntimeQueries queries;
    private final RuntimeRetention retention;

    public JdbcRuntimes(JdbcStore store) {
        this.database = store.database();
        this.changes = new RuntimeTable(database, store.clock());
        this.queries = new RuntimeQueries(database);
        this.retention = new RuntimeRetention(database);
    }

    public RuntimeStore changes() {
        return changes;
    }

    public RuntimeQueryStore queries() {
        return queries;
    }

    /** Returns the rows of tenants. A tenant with a live runtime cannot be deleted. */
    public List<TenantData> tenantData() {
        return List.of(
                new TenantRuntimes(database),
                new TenantTable(database, "runtimes", "game_id"),
                new TenantTable(database, "runtime_operations", "seq"));
    }

    /** Removes published operations that ended, and ended runtimes that no operation holds. */
    public RetentionSweep retention() {
        return retention;
    }
}
