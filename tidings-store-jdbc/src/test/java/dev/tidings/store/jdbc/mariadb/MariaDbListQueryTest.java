package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.ListQueryContract;
import dev.tidings.store.jdbc.PoolShares;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import org.junit.jupiter.api.AfterEach;

@NeedsServers
class MariaDbListQueryTest extends ListQueryContract {
    private final MariaDbPool pool =
            MariaDbDatabases.pool(MariaDbServer.shared().createDatabase());
    private final MariaDbStore store =
            MariaDbStore.openOn(SettableClock.atStart(), pool, new ReversingCipher(), new CountingIds());

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
        return "SELECT count(*) FROM seq_1_to_1000000 a JOIN seq_1_to_1000000 b ON a.seq * b.seq = 0";
    }
}
