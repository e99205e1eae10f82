package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A restarted server has closed all connections. */
@NeedsServers
class LostConnectionsTest {
    private final String url = PostgresServer.shared().createDatabase();
    private final SmallIntents intents = new SmallIntents(SettableClock.atStart());

    @Test
    void the_first_failure_discards_all_connections_so_a_restarted_server_causes_no_second_outage() throws Exception {
        try (PostgresStore store = PostgresStore.openOn(
                SettableClock.atStart(), PostgresDatabases.pool(url), new ReversingCipher(), new CountingIds())) {
            Runnable write = () -> store.accepts().accept(List.of(intents.to("user:1")), SmallIntents.GRANT);
            Runnable read = () -> store.queries().backlog(1);
            write.run();
            read.run();

            endConnections();

            assertThat(failures(List.of(write, read, write, read))).isLessThanOrEqualTo(1);
        }
    }

    private void endConnections() throws SQLException {
        try (Connection own = DriverManager.getConnection(url);
                Statement statement = own.createStatement()) {
            statement.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
        }
    }

    private static long failures(List<Runnable> calls) {
        return calls.stream().filter(LostConnectionsTest::fails).count();
    }

    private static boolean fails(Runnable call) {
        try {
            call.run();
            return false;
        } catch (StoreUnavailable away) {
            return true;
        }
    }
}
