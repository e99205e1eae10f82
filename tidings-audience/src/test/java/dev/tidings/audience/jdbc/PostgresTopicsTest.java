package dev.tidings.audience.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.postgres.PostgresPool;
import dev.tidings.store.jdbc.postgres.PostgresStore;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.TestTables;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contracts of recipients and topics, on PostgreSQL. */
@NeedsServers
class PostgresTopicsTest {
    private static final int CONNECTIONS = 6;

    @Nested
    class Recipients extends RecipientContract {
        Recipients() {
            super(PostgresTopicsTest::open);
        }
    }

    @Nested
    class Topics extends TopicContract {
        Topics() {
            super(PostgresTopicsTest::open);
        }
    }

    @Nested
    class Races extends TopicRaceContract {
        Races() {
            super(PostgresTopicsTest::open);
        }
    }

    @Nested
    class Expansions extends ExpansionContract {
        Expansions() {
            super(PostgresTopicsTest::open);
        }
    }

    @Nested
    class ExpansionRaces extends ExpansionRaceContract {
        ExpansionRaces() {
            super(PostgresTopicsTest::open);
        }
    }

    @Nested
    class Plans extends AudiencePlanContract {
        Plans() {
            super(PostgresTopicsTest::open);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        TestTables.emptyPostgres(Shared.URL);
        return PostgresStore.openOn(clock, new PostgresPool(Shared.URL, null, null, CONNECTIONS), cipher, ids);
    }

    private static final class Shared {
        static final String URL = PostgresServer.shared().createDatabase();
    }
}
