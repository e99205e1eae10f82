package dev.tidings.jobs.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contract of runtimes, on SQLite. */
class SqliteRuntimesTest {
    @Nested
    class Runtimes extends RuntimeContract {
        Runtimes() {
            super(SqliteRuntimesTest::open);
        }
    }

    @Nested
    class Races extends RuntimeRaceContract {
        Races() {
            super(SqliteRuntimesTest::open);
        }
    }

    @Nested
    class RuntimesInMemory extends RuntimeContract {
        RuntimesInMemory() {
            super(SqliteRuntimesTest::openInMemory);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids);
    }

    private static Store openInMemory(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.openInMemory("runtimes", clock, cipher, ids);
    }
}
