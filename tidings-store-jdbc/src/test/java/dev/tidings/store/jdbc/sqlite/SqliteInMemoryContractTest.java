package dev.tidings.store.jdbc.sqlite;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.testkit.store.DeliveryFilterContract;
import dev.tidings.testkit.store.EndpointContract;
import dev.tidings.testkit.store.EndpointHealthContract;
import dev.tidings.testkit.store.HousekeepingContract;
import dev.tidings.testkit.store.PushContract;
import dev.tidings.testkit.store.QueryContract;
import dev.tidings.testkit.store.RaceContract;
import dev.tidings.testkit.store.RateContract;
import dev.tidings.testkit.store.SecretKeyContract;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The parts of the contract that depend on reads sharing the only connection of a database in memory. */
class SqliteInMemoryContractTest {
    @Nested
    class Race extends RaceContract {
        Race() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class Push extends PushContract {
        Push() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class Query extends QueryContract {
        Query() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class DeliveryFilter extends DeliveryFilterContract {
        DeliveryFilter() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class Endpoint extends EndpointContract {
        Endpoint() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class EndpointHealth extends EndpointHealthContract {
        EndpointHealth() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class Rate extends RateContract {
        Rate() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class Housekeeping extends HousekeepingContract {
        Housekeeping() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    @Nested
    class SecretKeys extends SecretKeyContract {
        SecretKeys() {
            super(SqliteInMemoryContractTest::fresh);
        }
    }

    private static Store fresh(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.openInMemory("contract", clock, cipher, ids);
    }
}
