package dev.tidings.catalog.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contract of the catalogue, on SQLite. */
class SqliteTypesTest {
    @Nested
    class Types extends TypeContract {
        Types() {
            super(SqliteTypesTest::open);
        }
    }

    @Nested
    class Races extends TypeRaceContract {
        Races() {
            super(SqliteTypesTest::open);
        }
    }

    @Nested
    class TypesInMemory extends TypeContract {
        TypesInMemory() {
            super(SqliteTypesTest::openInMemory);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids);
    }

    private static Store openInMemory(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.openInMemory("types", clock, cipher, ids);
    }
}
