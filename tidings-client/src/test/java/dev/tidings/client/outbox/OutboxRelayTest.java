package dev.tidings.client.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tidings.client.Backoff;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;

/** The life cycle of a relay: start, polling, failures, stop. */
class OutboxRelayTest {
    /** Long enough for a busy machine. */
    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Backoff HOURS = Backoff.between(Duration.ofHours(1), Duration.ofHours(2));
    private static final Backoff AT_ONCE = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(2));

    @TempDir
    Path folder;

    private final SQLiteDataSource dataSource = new SQLiteDataSource();
    private final AcceptingShipper acceptance = new AcceptingShipper();

    @BeforeEach
    void create() throws SQLException {
        dataSource.setUrl("jdbc:sqlite:" + folder.resolve("app.db") + "?synchronous=OFF&busy_timeout=10000");
        try (Connection connection = dataSource.getConnection()) {
            OutboxSchema.create(connection, OutboxTable.DEFAULT);
        }
    }

    private void publish(String key) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            new Outbox()
                    .publish(
                            connection,
                            Intent.of("order.paid", "shop").to("user:1").key(key));
            connection.commit();
        }
    }

    private OutboxRelay relay(Shipper shipper, RelayOptions options) {
        return new OutboxRelay(dataSource, OutboxTable.DEFAULT, shipper, options);
    }

    @Test
    void a_hint_ends_a_long_wait() throws SQLException {
        try (OutboxRelay relay =
                relay(acceptance, RelayOptions.defaults().poll(HOURS)).start()) {
            publish("a");
            relay.wake();
            await().atMost(TIMEOUT).until(() -> acceptance.keys().equals(List.of("a")));
            publish("b");
            relay.wake();
            await().atMost(TIMEOUT).until(() -> acceptance.keys().equals(List.of("a", "b")));
        }
    }

    @Test
    void stopping_waits_for_running_shipments() throws Exception {
        publish("a");
        CountDownLatch under = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        OutboxRelay relay = relay(
                        rows -> {
                            under.countDown();
                            awaitOrFail(goOn);
                            return acceptance.ship(rows);
                        },
                        RelayOptions.defaults().grace(Duration.ofMinutes(1)))
                .start();
        under.await();
        Thread stopping = new Thread(relay::stop);
        stopping.start();
        await().atMost(TIMEOUT).until(() -> !relay.running());
        goOn.countDown();
        stopping.join();

        assertThat(acceptance.keys()).containsExactly("a");
        assertThat(new OutboxAdmin(dataSource, OutboxTable.DEFAULT).lag().pending())
                .isZero();
        relay.stop();
    }

    @Test
    void a_hanging_shipment_is_interrupted_and_retried_by_the_next_relay() throws Exception {
        publish("a");
        CountDownLatch under = new CountDownLatch(1);
        OutboxRelay relay = relay(
                        rows -> {
                            under.countDown();
                            awaitOrFail(new CountDownLatch(1));
                            return List.of();
                        },
                        RelayOptions.defaults().grace(Duration.ZERO).backoff(AT_ONCE))
                .start();
        under.await();
        relay.close();

        try (OutboxRelay next = relay(acceptance, RelayOptions.defaults()).start()) {
            await().atMost(TIMEOUT).until(() -> acceptance.keys().equals(List.of("a")));
            assertThat(next.running()).isTrue();
        }
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    @Test
    void a_relay_backs_off_while_no_row_is_shipped() throws Exception {
        for (int i = 0; i < 5; i++) {
            publish("key-" + i);
        }
        CountDownLatch told = new CountDownLatch(1);
        acceptance.judge(row -> new Shipment.Later(AcceptingShipper.problem("unavailable", "away")));
        OutboxListener listener = new OutboxListener() {
            @Override
            public void later(int rows, Problem problem) {
                told.countDown();
            }
        };
        try (OutboxRelay relay = relay(
                        acceptance,
                        RelayOptions.defaults().batch(1).backoff(HOURS).listener(listener))
                .start()) {
            told.await();
            relay.wake();
        }
        assertThat(acceptance.asked()).hasSize(1);
    }

    @Test
    void a_shipper_that_throws_or_miscounts_does_not_end_the_relay() throws Exception {
        publish("a");
        AtomicInteger calls = new AtomicInteger();
        Shipper shipper = rows -> switch (calls.incrementAndGet()) {
            case 1 -> throw new IllegalStateException("a defect");
            case 2 -> List.of();
            default -> acceptance.ship(rows);
        };
        try (OutboxRelay relay = relay(
                        shipper, RelayOptions.defaults().backoff(AT_ONCE).poll(AT_ONCE))
                .start()) {
            await().atMost(TIMEOUT).until(() -> acceptance.keys().equals(List.of("a")));
            assertThat(relay.running()).isTrue();
        }
    }

    @Test
    void an_unavailable_database_is_retried() throws Exception {
        try (Connection connection = dataSource.getConnection()) {
            connection.createStatement().execute("ALTER TABLE tidings_outbox RENAME TO elsewhere");
        }
        try (OutboxRelay relay = relay(
                        acceptance, RelayOptions.defaults().backoff(AT_ONCE).poll(AT_ONCE))
                .start()) {
            try (Connection connection = dataSource.getConnection()) {
                connection.createStatement().execute("ALTER TABLE elsewhere RENAME TO tidings_outbox");
            }
            publish("a");
            await().atMost(TIMEOUT).until(() -> acceptance.keys().equals(List.of("a")));
            assertThat(relay.running()).isTrue();
        }
    }

    @Test
    void an_unsupported_database_is_named() {
        DatabaseMetaData metaData = (DatabaseMetaData) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DatabaseMetaData.class},
                (proxy, method, none) -> "Oracle");
        Connection connection = (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, none) -> metaData);

        assertThatThrownBy(() -> OutboxDialect.of(connection))
                .hasMessage("the database is Oracle; expected PostgreSQL, MariaDB, MySQL, SQLite or H2 2.2");
    }

    @Test
    void options_out_of_range_are_refused() {
        assertThatThrownBy(() -> RelayOptions.defaults().batch(501)).hasMessage("batch is 501; expected 1 to 500");
        assertThatThrownBy(() -> RelayOptions.defaults().threads(0)).hasMessage("threads is 0; expected 1 to 64");
        assertThatThrownBy(() -> RelayOptions.defaults().lease(Duration.ZERO)).hasMessageStartingWith("lease is PT0S");
    }
}
