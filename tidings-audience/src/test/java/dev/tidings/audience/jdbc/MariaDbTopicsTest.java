package dev.tidings.audience.jdbc;

import dev.tidings.store.jdbc.mariadb.MariaDbDatabases;
import dev.tidings.testkit.extension.NeedsServers;
import org.junit.jupiter.api.Nested;

/** The contracts of recipients and topics, on MariaDB. */
@NeedsServers
class MariaDbTopicsTest {
    @Nested
    class Recipients extends RecipientContract {
        Recipients() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Topics extends TopicContract {
        Topics() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Races extends TopicRaceContract {
        Races() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Expansions extends ExpansionContract {
        Expansions() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class ExpansionRaces extends ExpansionRaceContract {
        ExpansionRaces() {
            super(MariaDbDatabases::open);
        }
    }

    @Nested
    class Plans extends AudiencePlanContract {
        Plans() {
            super(MariaDbDatabases::open);
        }
    }
}
