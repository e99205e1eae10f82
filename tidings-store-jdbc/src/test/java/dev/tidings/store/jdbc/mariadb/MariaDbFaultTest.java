package dev.tidings.store.jdbc.mariadb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.store.jdbc.DatabaseFault;
import dev.tidings.store.jdbc.SmallIntents;
import dev.tidings.store.jdbc.Sql;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.CountingIds;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.ServerOptions;
import dev.tidings.testkit.store.ReversingCipher;
import dev.tidings.testkit.time.SettableClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that stops, and servers that refuse the connection. */
@NeedsServers
class MariaDbFaultTest {
    private static final int TIMEOUT = 20;

    private final SettableClock clock = SettableClock.atStart();
    private final SmallIntents intents = new SmallIntents(clock);

    @Test
    void a_stopped_server_is_reported_and_nothing_is_partially_written() {
        try (MariaDbServer server = MariaDbServer.start(ServerOptions.durable());
                MariaDbStore store = open(server.createDatabase())) {
            intents.accept(store, "user:1");
            Acceptance during = intents.to("user:2");

            assertThatThrownBy(() -> store.database().write("be cut off", tx -> {
                        tx.execute(Sql.of("UPDATE deliveries SET recipient = 'half-written'"));
                        server.stop();
                        return tx.prepared(Sql.of("UPDATE deliveries SET status = 'half-written'"))
                                .update();
                    }))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("cannot be cut off");
            assertThatThrownBy(() -> store.accepts().accept(List.of(during), SmallIntents.GRANT))
                    .isInstanceOf(StoreUnavailable.class)
                    .hasMessageContaining("the server cannot be reached");
            assertThatThrownBy(() -> store.queries().backlog(1)).isInstanceOf(StoreUnavailable.class);

            server.start();
            awaitBack(store);

            assertThat(store.queries()
                            .deliveries(DeliveryFilter.of(SmallIntents.TENANT), null, 10)
                            .items())
                    .extracting(Delivery::recipient)
                    .containsExactly("user:1");
            assertThat(store.accepts().accept(List.of(during), SmallIntents.GRANT))
                    .singleElement()
                    .isInstanceOf(AcceptResult.Accepted.class);
        }
    }

    @Test
    void a_missing_database_is_reported_without_the_password() {
        String url = MariaDbServer.shared()
                .createDatabase()
                .replaceFirst("/test_[^?]*", "/no_such_database")
                .concat("&password=tell-nobody");

        assertThatThrownBy(() -> open(url))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("CREATE DATABASE")
                .hasMessageContaining("/no_such_database")
                .hasMessageNotContaining("tell-nobody");
    }

    @Test
    void a_database_that_cannot_hold_every_text_is_refused() throws SQLException {
        String url = MariaDbServer.shared().createDatabase();
        open(url).close();
        execute(url, "ALTER DATABASE CHARACTER SET latin1");

        assertThatThrownBy(() -> open(url))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("its character set is latin1")
                .hasMessageContaining("expected utf8mb4: ALTER DATABASE test_")
                .hasMessageNotContaining("\n");
        execute(url, "ALTER DATABASE CHARACTER SET utf8mb4");
        open(url).close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"latin1", "utf8mb3"})
    void a_table_that_cannot_hold_every_text_is_refused(String characters) throws SQLException {
        String url = MariaDbServer.shared().createDatabase();
        open(url).close();
        execute(url, "ALTER TABLE tenant_usage CONVERT TO CHARACTER SET " + characters);

        assertThatThrownBy(() -> open(url))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("the character set of the column tenant_usage.tenant is " + characters)
                .hasMessageContaining("ALTER TABLE tenant_usage CONVERT TO CHARACTER SET utf8mb4");
        execute(url, "ALTER TABLE tenant_usage CONVERT TO CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin");
        open(url).close();
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Test
    void an_unreachable_server_is_reported() {
        assertThatThrownBy(() -> open("jdbc:mariadb://127.0.0.1:1/tidings?user=root"))
                .isInstanceOf(StoreUnavailable.class)
                .hasMessageContaining("the server cannot be reached");
    }

    @ParameterizedTest
    @CsvSource({
        "1045, 28000, check user and password",
        "1040, 08004, max_connections",
        "1290, HY000, read-only",
        "1021, HY000, disk is full",
        "1053, 08S01, stopping",
        "1205, HY000, long-running transaction",
        "0, 08000, cannot be reached",
    })
    void an_error_has_a_hint(int number, String state, String words) {
        assertThat(MariaDbFaults.of(new SQLException("as the server says it", state, number)))
                .extracting(DatabaseFault::hint)
                .asString()
                .contains(words);
    }

    @Test
    void a_wrong_statement_is_a_defect() {
        assertThat(MariaDbFaults.of(new SQLException("You have an error in your SQL syntax", "42000", 1064)))
                .isNull();
    }

    /** The pool retries with increasing delays; each call waits up to the connection timeout. */
    private static void awaitBack(MariaDbStore store) {
        StoreUnavailable last = null;
        for (int tries = 0; tries < TIMEOUT; tries++) {
            try {
                store.checkWritable();
                return;
            } catch (StoreUnavailable notYet) {
                last = notYet;
            }
        }
        throw new AssertionError("the store did not come back", last);
    }

    private MariaDbStore open(String url) {
        return MariaDbStore.openOn(clock, MariaDbDatabases.pool(url), new ReversingCipher(), new CountingIds());
    }
}
