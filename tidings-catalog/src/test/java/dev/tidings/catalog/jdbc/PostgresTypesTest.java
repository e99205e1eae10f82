package dev.tidings.catalog.jdbc;

import dev.tidings.store.jdbc.postgres.PostgresDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of the catalogue, on PostgreSQL. */
@NeedsServers
class PostgresTypesTest {
    @Nested
    class Types extends TypeContract {
        Types() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Races extends TypeRaceContract {
        Races() {
            super(PostgresDatabases::open);
        }
    }
}
