package dev.tidings.store.jdbc.postgres;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.KeptPool;
import dev.tidings.store.jdbc.PooledDatabase;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/** Stores in databases of a shared server, for the tests of every module. */
public final class PostgresDatabases {
    private static final int CONNECTIONS = 6;

    private PostgresDatabases() {}

    /**
     * Uses one database and its connections for all tests of this JVM. It is migrated once and cleared each time, because creating and
     * checking one takes longer than most tests.
     *
     * @param folder not used
     */
    public static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        // Cleared before it is opened, since keys of other tests would be missing.
        TestTables.emptyPostgres(Shared.URL);
        PooledDatabase database = new PooledDatabase(
                Shared.POOL.name(),
                PostgresDialect.INSTANCE,
                new KeptPool(Shared.WRITES),
                new KeptPool(Shared.READS),
                new KeptPool(Shared.LIST_QUERIES),
                Optional.empty());
        return PostgresStore.reopenOn(
                clock, database, new DueSignals(Shared.POOL.single(), Shared.POOL.single()), cipher, ids);
    }

    /** A new database with the newest schema and the partitions of the first days, for {@link PostgresStore#reopenOn}. */
    static String migrated() {
        return PostgresServer.shared().copyDatabase(Migrated.URL);
    }

    static PostgresPool pool(String url) {
        return new PostgresPool(url, null, null, CONNECTIONS);
    }

    private static final class Shared {
        static final String URL = migrated();
        static final PostgresPool POOL = pool(URL);
        static final HikariDataSource WRITES = POOL.writes();
        static final HikariDataSource READS = POOL.reads();
        static final HikariDataSource LIST_QUERIES = POOL.listQueries();
    }

    /** Has no clients, so that it can be copied. */
    private static final class Migrated {
        static final String URL = migrate(PostgresServer.shared().createDatabase());

        private static String migrate(String url) {
            PostgresStore.openOn(SettableClock.atStart(), pool(url), new ReversingCipher(), new CountingIds())
                    .close();
            return url;
        }
    }
}
