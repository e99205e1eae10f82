package dev.tidings.jobs.jdbc;

import dev.tidings.store.jdbc.postgres.PostgresDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of runtimes, on PostgreSQL. */
@NeedsServers
class PostgresRuntimesTest {
    @Nested
    class Runtimes extends RuntimeContract {
        Runtimes() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Races extends RuntimeRaceContract {
        Races() {
            super(PostgresDatabases::open);
        }
    }
}
