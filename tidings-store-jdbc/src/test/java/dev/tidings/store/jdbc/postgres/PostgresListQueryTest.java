package dev.tidings.store.jdbc.postgres;

import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.ListQueryContract;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import org.junit.jupiter.api.AfterEach;

@NeedsServers
class PostgresListQueryTest extends ListQueryContract {
    private final PostgresPool pool =
            PostgresDatabases.pool(PostgresServer.shared().createDatabase());
    private final PostgresStore store =
            PostgresStore.openOn(SettableClock.atStart(), pool, new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Store store() {
        return store;
    }

    @Override
    protected Database database() {
        return store.database();
    }

    @Override
    protected int readers() {
        return PoolShares.of(pool.size()).listQueries();
    }

    @Override
    protected String endless() {
        return "SELECT pg_sleep(3600)";
    }
}
