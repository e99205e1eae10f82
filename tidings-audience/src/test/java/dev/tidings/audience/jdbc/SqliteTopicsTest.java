package dev.tidings.audience.jdbc;

import dev.tidings.core.endpoint.SecretCipher;
import dev.tidings.core.id.Ids;
import dev.tidings.core.store.Store;
import dev.tidings.store.jdbc.sqlite.SqliteStore;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.Nested;

/** The contracts of recipients and topics, on SQLite. */
class SqliteTopicsTest {
    @Nested
    class Recipients extends RecipientContract {
        Recipients() {
            super(SqliteTopicsTest::open);
        }
    }

    @Nested
    class Topics extends TopicContract {
        Topics() {
            super(SqliteTopicsTest::open);
        }
    }

    @Nested
    class Races extends TopicRaceContract {
        Races() {
            super(SqliteTopicsTest::open);
        }
    }

    @Nested
    class TopicsInMemory extends TopicContract {
        TopicsInMemory() {
            super(SqliteTopicsTest::openInMemory);
        }
    }

    @Nested
    class Expansions extends ExpansionContract {
        Expansions() {
            super(SqliteTopicsTest::open);
        }
    }

    @Nested
    class ExpansionRaces extends ExpansionRaceContract {
        ExpansionRaces() {
            super(SqliteTopicsTest::open);
        }
    }

    @Nested
    class Plans extends AudiencePlanContract {
        Plans() {
            super(SqliteTopicsTest::open);
        }
    }

    private static Store open(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.open(folder.resolve("tidings.db"), clock, cipher, ids);
    }

    private static Store openInMemory(Path folder, InstantSource clock, SecretCipher cipher, Ids ids) {
        return SqliteStore.openInMemory("topics", clock, cipher, ids);
    }
}
