package dev.tidings.jobs.jdbc;

import dev.tidings.store.jdbc.mariadb.MariaDbDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of runtimes, on MariaDB. */
@NeedsServers
class MariaDbRuntimesTest {
    @Nested
    class Runtimes extends RuntimeContract {
        Runtimes() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Races extends RuntimeRaceContract {
        Races() {
            super(MariaDbDatabases::open);
        }
    }
}
