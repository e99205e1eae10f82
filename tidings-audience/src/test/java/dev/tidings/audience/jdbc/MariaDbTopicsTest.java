package dev.tidings.audience.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.mariadb.MariaDbPool;
import dev.tidings.store.jdbc.mariadb.MariaDbStore;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.TestTables;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contracts of recipients and topics, on MariaDB. */
@NeedsServers
class MariaDbTopicsTest {
    private static final int CONNECTIONS = 6;

    @Nested
    class Recipients extends RecipientContract {
        Recipients() {
            super(MariaDbTopicsTest::open);
        }
    }

    @Nested
    class Topics extends TopicContract {
        Topics() {
            super(MariaDbTopicsTest::open);
        }
    }

    @Nested
    class Races extends TopicRaceContract {
        Races() {
            super(MariaDbTopicsTest::open);
        }
    }

    @Nested
    class Expansions extends ExpansionContract {
        Expansions() {
            super(MariaDbTopicsTest::open);
        }
    }

    @Nested
    class ExpansionRaces extends ExpansionRaceContract {
        ExpansionRaces() {
            super(MariaDbTopicsTest::open);
        }
    }

    @Nested
    class Plans extends AudiencePlanContract {
        Plans() {
            super(MariaDbTopicsTest::open);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        TestTables.emptyMariaDb(Shared.URL);
        return MariaDbStore.openOn(clock, new MariaDbPool(Shared.URL, null, null, CONNECTIONS), cipher, ids);
    }

    private static final class Shared {
        static final String URL = MariaDbServer.shared().createDatabase();
    }
}
