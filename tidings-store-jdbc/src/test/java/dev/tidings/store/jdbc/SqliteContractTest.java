package dev.tidings.store.jdbc;

import dev.tidings.testkit.store.AcceptContract;
import dev.tidings.testkit.store.ClaimContract;
import dev.tidings.testkit.store.DedupeContract;
import dev.tidings.testkit.store.RaceContract;
import org.junit.jupiter.api.Nested;

/** The contract of every store, on a SQLite file. */
class SqliteContractTest {
    @Nested
    class Accept extends AcceptContract {
        Accept() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Dedupe extends DedupeContract {
        Dedupe() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Race extends RaceContract {
        Race() {
            super(SqliteFiles::open);
        }
    }

    @Nested
    class Claim extends ClaimContract {
        Claim() {
            super(SqliteFiles::open);
        }
    }
}
