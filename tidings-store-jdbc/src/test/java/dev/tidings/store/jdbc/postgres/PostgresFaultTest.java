package dev.tidings.store.jdbc.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.Database;
import dev.tidings.store.jdbc.FaultContract;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.store.jdbc.Transaction;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

@NeedsServers
class PostgresFaultTest extends FaultContract {
    private static final String URL = PostgresDatabases.migrated();

    private final PostgresStore store = PostgresStore.reopenOn(
            SettableClock.atStart(), PostgresDatabases.pool(URL), new ReversingCipher(), new CountingIds());

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
        tx.execute(Sql.of("DO $$ BEGIN PERFORM pg_cancel_backend(pg_backend_pid()); PERFORM pg_sleep(600); END $$"));
    }

    @Override
    protected void writeWhereNoneIsAllowed(Transaction tx) throws SQLException {
        tx.execute(Sql.of("SET default_transaction_read_only = on; SET transaction_read_only = on"));
        tx.execute(Sql.of("DELETE FROM heartbeat"));
    }

    @Test
    void a_statement_that_takes_too_long_fails_alone() {
        Fate slow = tx -> {
            tx.execute(Sql.of("SET statement_timeout = 1"));
            tx.execute(Sql.of("SELECT pg_sleep(600)"));
        };
        assertThat(whenReading(slow)).isInstanceOf(StoreBusy.class);
        assertThat(whenWriting(slow)).isInstanceOf(StoreBusy.class);
    }

    @Test
    void a_lock_timeout_fails_only_the_waiting_call() throws SQLException {
        try (Connection holder = DriverManager.getConnection(URL);
                Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("LOCK TABLE quarantine");
            assertThat(whenWriting(tx -> {
                        tx.execute(Sql.of("SET LOCAL lock_timeout = 1"));
                        tx.execute(Sql.of("DELETE FROM quarantine"));
                    }))
                    .isInstanceOf(StoreBusy.class);
        }
    }

    @Test
    void a_missing_privilege_is_an_outage_for_writes_only() {
        Fate forbidden = tx -> {
            tx.execute(Sql.of("SET ROLE pg_monitor"));
            tx.execute(Sql.of("SELECT * FROM heartbeat FOR UPDATE"));
        };
        assertThat(whenReading(tx -> {
                    tx.execute(Sql.of("SET ROLE pg_monitor"));
                    tx.execute(Sql.of("SELECT * FROM heartbeat"));
                }))
                .isInstanceOf(StoreBusy.class)
                .hasMessageContaining("lacks a privilege");
        assertThat(whenWriting(forbidden)).isExactlyInstanceOf(StoreUnavailable.class);
    }

    @Test
    void a_role_without_privileges_is_reported_in_one_line() {
        try (Connection own = DriverManager.getConnection(URL);
                Statement statement = own.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS not_ours WITH (FORCE)");
            statement.execute("DROP ROLE IF EXISTS powerless");
            statement.execute("CREATE ROLE powerless LOGIN PASSWORD 'powerless'");
            statement.execute("CREATE DATABASE not_ours");
            statement.execute("REVOKE CREATE ON DATABASE not_ours FROM PUBLIC");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }
        String url = URL.replaceFirst("/test_[^?]*", "/not_ours");
        try (Connection own = DriverManager.getConnection(url);
                Statement statement = own.createStatement()) {
            statement.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC");
        } catch (SQLException failure) {
            throw new AssertionError(failure);
        }

        assertThatThrownBy(() -> open(new PostgresPool(url, "powerless", "powerless", 6)))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("this role lacks a privilege")
                .satisfies(failure -> assertThat(failure.getMessage()).doesNotContain("\n"));
    }

    @Test
    void a_database_that_cannot_hold_every_text_is_refused() throws SQLException {
        try (Connection own = DriverManager.getConnection(URL);
                Statement statement = own.createStatement()) {
            statement.execute("DROP DATABASE IF EXISTS western WITH (FORCE)");
            statement.execute("CREATE DATABASE western ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        }

        assertThatThrownBy(() -> open(PostgresDatabases.pool(URL.replaceFirst("/test_[^?]*", "/western"))))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("its encoding is LATIN1")
                .hasMessageContaining("expected UTF8");
    }

    @Test
    void prepared_statements_mixed_up_by_a_pooler_are_reported_with_a_hint() {
        assertThat(whenReading(tx -> {
                    tx.execute(Sql.of("PREPARE twice AS SELECT 1"));
                    tx.execute(Sql.of("PREPARE twice AS SELECT 1"));
                }))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("prepareThreshold=0")
                .hasMessageContaining("\"twice\" already exists");
    }

    private static void open(PostgresPool pool) {
        PostgresStore.openOn(SettableClock.atStart(), pool, new ReversingCipher(), new CountingIds())
                .close();
    }

    @Test
    void a_connection_closed_by_the_server_is_an_outage() {
        Fate ended = tx -> tx.execute(Sql.of("SELECT pg_terminate_backend(pg_backend_pid())"));
        assertThat(whenReading(ended)).isExactlyInstanceOf(StoreUnavailable.class);
        assertThat(whenWriting(ended)).isExactlyInstanceOf(StoreUnavailable.class);
    }
}
