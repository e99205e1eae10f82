package dev.tidings.store.jdbc.mariadb;

import com.zaxxer.hikari.HikariDataSource;
import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.store.jdbc.KeptPool;
import dev.tidings.store.jdbc.PooledDatabase;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.TestTables;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Optional;

/** One database for the tests of every module in this JVM, migrated once and cleared for each, because creating one takes longer than a test. */
public final class MariaDbDatabases {
    private static final int CONNECTIONS = 6;

    private MariaDbDatabases() {}

    /** @param folder not used */
    public static MariaDbStore open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        // Cleared before it is opened, since keys of other tests would be missing.
        TestTables.emptyMariaDb(Shared.URL);
        PooledDatabase database = new PooledDatabase(
                Shared.POOL.name(),
                MariaDbDialect.INSTANCE,
                new KeptPool(Shared.WRITES),
                new KeptPool(Shared.READS),
                new KeptPool(Shared.LIST_QUERIES),
                Optional.empty());
        return MariaDbStore.reopenOn(clock, database, cipher, ids);
    }

    static MariaDbPool pool(String url) {
        return new MariaDbPool(url, null, null, CONNECTIONS);
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(Shared.URL);
    }

    private static final class Shared {
        static final String URL = migrated(MariaDbServer.shared().createDatabase());
        static final MariaDbPool POOL = pool(URL);
        static final HikariDataSource WRITES = POOL.writes();
        static final HikariDataSource READS = POOL.reads();
        static final HikariDataSource LIST_QUERIES = POOL.listQueries();

        private static String migrated(String url) {
            MariaDbStore.openOn(SettableClock.atStart(), pool(url), new ReversingCipher(), new CountingIds())
                    .close();
            return url;
        }
    }
}
