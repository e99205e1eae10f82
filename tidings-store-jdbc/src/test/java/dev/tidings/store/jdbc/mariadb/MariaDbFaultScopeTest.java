package dev.tidings.store.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.FaultContract;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsServers
class MariaDbFaultScopeTest extends FaultContract {
    private static final String URL = MariaDbServer.shared().createDatabase();

    private final MariaDbStore store = MariaDbStore.openOn(
            SettableClock.atStart(), MariaDbDatabases.pool(URL), new ReversingCipher(), new CountingIds());

    @AfterEach
    void close() {
        store.close();
    }

    @Override
    protected Database database() {
        return store.database();
    }

    @Override
    protected void cancel(Transaction tx) throws SQLException {
        long id = tx.prepared(Sql.of("SELECT connection_id()")).one(row -> row.getLong(1));
        tx.execute(Sql.of("KILL QUERY " + id));
    }

    @Override
    protected void writeWhereNoneIsAllowed(Transaction tx) throws SQLException {
        tx.execute(Sql.of("SET SESSION TRANSACTION READ ONLY"));
        tx.execute(Sql.of("DELETE FROM heartbeat"));
    }

    @Test
    void a_statement_that_takes_too_long_fails_alone() {
        Fate slow = tx ->
                tx.execute(Sql.of("SET STATEMENT max_statement_time = 0.001 FOR SELECT count(*) FROM seq_1_to_1000000 a"
                        + " JOIN seq_1_to_1000000 b ON a.seq * b.seq = 0"));
        assertThat(whenReading(slow)).isInstanceOf(StoreBusy.class);
        assertThat(whenWriting(slow)).isInstanceOf(StoreBusy.class);
    }

    @Test
    void a_lock_timeout_fails_only_the_waiting_call() throws SQLException {
        try (Connection holder = DriverManager.getConnection(URL);
                Statement statement = holder.createStatement()) {
            statement.execute("LOCK TABLES quarantine WRITE");
            assertThat(whenWriting(tx -> {
                        tx.execute(Sql.of("SET lock_wait_timeout = 0"));
                        tx.execute(Sql.of("DELETE FROM quarantine"));
                    }))
                    .isInstanceOf(StoreBusy.class);
        }
    }

    @Test
    void a_connection_closed_by_the_server_is_an_outage() {
        Fate ended = tx -> {
            long id = tx.prepared(Sql.of("SELECT connection_id()")).one(row -> row.getLong(1));
            tx.execute(Sql.of("KILL " + id));
        };
        assertThat(whenReading(ended)).isExactlyInstanceOf(StoreUnavailable.class);
        assertThat(whenWriting(ended)).isExactlyInstanceOf(StoreUnavailable.class);
    }
}
