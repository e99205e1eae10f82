package dev.tidings.jobs.jdbc;

import dev.tidings.core.store.RetentionSweep;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;

/** Common to the contracts of runtimes: their ports over an empty store. */
abstract class JdbcRuntimesContract extends StoreContract {
    JdbcRuntimesContract(StoreFactory factory) {
        super(factory);
    }

    final RuntimeStore runtimes() {
        return tables().changes();
    }

    final RuntimeQueryStore queries() {
        return tables().queries();
    }

    final RetentionSweep retention() {
        return tables().retention();
    }

    private JdbcRuntimes tables() {
        return new JdbcRuntimes((JdbcStore) store());
    }
}
