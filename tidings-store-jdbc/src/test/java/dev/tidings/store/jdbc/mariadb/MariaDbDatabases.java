package dev.tidings.store.jdbc.mariadb;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
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

/** One database for all tests of this JVM, migrated once and cleared for each, because creating one takes longer than a test. */
final class MariaDbDatabases {
    private static final int CONNECTIONS = 6;

    private MariaDbDatabases() {}

    /** @param folder not used */
    static MariaDbStore open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        // Cleared before it is opened, since keys of other tests would be missing.
        TestTables.emptyMariaDb(Shared.URL);
        return MariaDbStore.reopenOn(clock, pool(Shared.URL), cipher, ids);
    }

    static MariaDbPool pool(String url) {
        return new MariaDbPool(url, null, null, CONNECTIONS);
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(Shared.URL);
    }

    private static final class Shared {
        static final String URL = migrated(MariaDbServer.shared().createDatabase());

        private static String migrated(String url) {
            MariaDbStore.openOn(SettableClock.atStart(), pool(url), new ReversingCipher(), new CountingIds())
                    .close();
            return url;
        }
    }
}
