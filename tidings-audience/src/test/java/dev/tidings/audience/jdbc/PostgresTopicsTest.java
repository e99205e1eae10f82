package dev.tidings.audience.jdbc;

import dev.tidings.store.jdbc.postgres.PostgresDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contracts of recipients and topics, on PostgreSQL. */
@NeedsServers
class PostgresTopicsTest {
    @Nested
    class Recipients extends RecipientContract {
        Recipients() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Topics extends TopicContract {
        Topics() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Races extends TopicRaceContract {
        Races() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Expansions extends ExpansionContract {
        Expansions() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class ExpansionRaces extends ExpansionRaceContract {
        ExpansionRaces() {
            super(PostgresDatabases::open);
        }
    }

    @Nested
    class Plans extends AudiencePlanContract {
        Plans() {
            super(PostgresDatabases::open);
        }
    }
}
