package dev.tidings.jobs.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.JdbcStore;

/** The runtimes in a store's database. */
public final class JdbcRuntimes {
    private final RuntimeTable changes;
    private final RuntimeQueries queries;
    private final RuntimeRetention retention;

    public JdbcRuntimes(JdbcStore store) {
        Database database = store.database();
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

    /** Removes published operations that ended, and ended runtimes that no operation holds. */
    public RetentionSweep retention() {
        return retention;
    }
}
