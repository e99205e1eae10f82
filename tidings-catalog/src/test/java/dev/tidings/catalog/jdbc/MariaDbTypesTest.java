package dev.tidings.catalog.jdbc;

import dev.tidings.store.jdbc.mariadb.MariaDbDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contract of the catalogue, on MariaDB. */
@NeedsServers
class MariaDbTypesTest {
    @Nested
    class Types extends TypeContract {
        Types() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Races extends TypeRaceContract {
        Races() {
            super(MariaDbDatabases::open);
        }
    }
}
