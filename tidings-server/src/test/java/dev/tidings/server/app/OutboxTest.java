package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.Backoff;
import dev.tidings.client.Connection;
import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxDesk;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.outbox.OutboxSchema;
import dev.tidings.client.outbox.OutboxTable;
import dev.tidings.client.outbox.RelayOptions;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.outbox.TidingsShipper;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.core.access.Scope;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The client's outbox on the real edges; what it does in databases is tested with the client. */
class OutboxTest {
    /** For machines with much else to do. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final Intent INTENT =
            Intent.of("order.paid", "shop").to("user:42").over("webhook").payload("{\"n\":1.0}");
    private static final Backoff AT_ONCE = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @TempDir
    Path folder;

    private DataSource dataSource;
    private OutboxDesk desk;
    private TidingsClient client;

    @BeforeEach
    void open() throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("shop.db") + "?synchronous=OFF&busy_timeout=10000";
        dataSource = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, none) -> DriverManager.getConnection(url));
        desk = new OutboxDesk(dataSource, OutboxTable.DEFAULT);
        try (java.sql.Connection connection = dataSource.getConnection()) {
            OutboxSchema.create(connection, OutboxTable.DEFAULT);
        }
        SERVER.putEndpoint("user:42");
        client = new TidingsClient(connection());
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static Connection connection() {
        return Connection.plaintext("127.0.0.1:" + SERVER.port());
    }

    private void publish(Intent... intents) throws SQLException {
        try (java.sql.Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (Intent intent : intents) {
                new Outbox().publish(connection, intent, "order:1");
            }
            connection.commit();
        }
    }

    private OutboxRelay relay(Shipper shipper, Duration lease) {
        return new OutboxRelay(
                        dataSource,
                        OutboxTable.DEFAULT,
                        shipper,
                        RelayOptions.defaults().lease(lease).poll(AT_ONCE).backoff(AT_ONCE))
                .start();
    }

    private void awaitShipped() {
        await().atMost(PATIENCE).until(() -> desk.lag().pending() == 0);
    }

    /** Newest first, as the API lists them. */
    private static List<String> notifications() {
        List<String> notifications = new ArrayList<>();
        for (JsonNode delivery : SERVER.get("/v1/deliveries").json().path("deliveries")) {
            notifications.add(delivery.path("notification_id").asText());
        }
        return notifications;
    }

    @Test
    void what_was_shipped_before_the_relay_died_is_known_when_it_is_shipped_again() throws Exception {
        publish(INTENT.key("a"), INTENT.key("b"), INTENT.key("c"));
        AtomicInteger shipments = new AtomicInteger();
        Shipper real = new TidingsShipper(client);
        Shipper dying = rows -> {
            List<Shipment> accepted = real.ship(rows);
            if (shipments.incrementAndGet() % 2 == 1) {
                // The relay never hears of it.
                throw new IllegalStateException("gone, after " + accepted);
            }
            return accepted;
        };
        try (OutboxRelay relay = relay(dying, Duration.ofMinutes(1))) {
            awaitShipped();
            assertThat(relay.running()).isTrue();
        }

        assertThat(shipments).hasValue(6);
        assertThat(notifications()).hasSize(3).doesNotHaveDuplicates();
        assertThat(client.submit(INTENT.key("b")).replayed()).isTrue();
    }

    @Test
    void what_the_server_refuses_is_dead_with_its_words_and_goes_through_once_it_is_mended() throws Exception {
        client.submit(INTENT.key("taken"));
        publish(INTENT.key("taken").payload("{\"n\":2}"), INTENT.key("after"));
        try (OutboxRelay relay = relay(new TidingsShipper(client), Duration.ofMinutes(1))) {
            await().atMost(PATIENCE).until(() -> desk.lag().dead() == 1);
            DeadRow dead = desk.dead(0, 10).get(0);
            assertThat(dead.code()).isEqualTo("idempotency_conflict");
            assertThat(dead.reason()).startsWith("idempotency_key is taken; expected");
            assertThat(desk.lag().pending()).as("the one after it waits").isEqualTo(1);

            assertThat(desk.discard(dead.id())).isTrue();
            awaitShipped();
            assertThat(relay.running()).isTrue();
        }
        assertThat(client.submit(INTENT.key("after")).replayed()).isTrue();
    }

    @Test
    void a_key_without_the_scope_loses_nothing() throws Exception {
        String operate = SERVER.keys
                .create("test", "default", Set.of(Scope.OPERATE))
                .text()
                .reveal();
        String produce = SERVER.keys
                .create("test", "default", Set.of(Scope.PRODUCE))
                .text()
                .reveal();
        SERVER.clock.advance(Duration.ofSeconds(5));
        publish(INTENT.key("a"));
        List<Shipment> heard = new ArrayList<>();
        try (TidingsClient wrong = new TidingsClient(connection().apiKey(operate))) {
            Shipper shipper = new TidingsShipper(wrong);
            try (OutboxRelay relay = relay(
                    rows -> {
                        List<Shipment> shipments = shipper.ship(rows);
                        synchronized (heard) {
                            heard.addAll(shipments);
                        }
                        return shipments;
                    },
                    Duration.ofMinutes(1))) {
                await().atMost(PATIENCE).until(() -> {
                    synchronized (heard) {
                        return heard.size() > 1;
                    }
                });
                assertThat(relay.running()).isTrue();
            }
        }
        assertThat(heard).allSatisfy(each -> assertThat(each).isInstanceOf(Shipment.Later.class));
        assertThat(desk.lag()).extracting("pending", "dead").containsExactly(1L, 0L);

        try (TidingsClient right = new TidingsClient(connection().apiKey(produce));
                OutboxRelay relay = relay(new TidingsShipper(right), Duration.ofMinutes(1))) {
            awaitShipped();
            assertThat(right.submit(INTENT.key("a")).replayed()).isTrue();
            assertThat(relay.running()).isTrue();
        }
    }

    @Test
    void a_row_that_is_no_intent_is_dead_and_the_others_are_shipped() throws Exception {
        publish(INTENT.key("good"));
        try (java.sql.Connection connection = dataSource.getConnection()) {
            connection
                    .createStatement()
                    .execute("INSERT INTO tidings_outbox (idempotency_key, intent) VALUES ('bad', '{\"type\": 1}')");
        }
        List<OutboxRow> rows = new ArrayList<>();
        try (OutboxRelay relay = relay(
                batch -> {
                    rows.addAll(batch);
                    return new TidingsShipper(client).ship(batch);
                },
                Duration.ofMinutes(1))) {
            awaitShipped();
            assertThat(relay.running()).isTrue();
        }
        assertThat(desk.dead(0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.code()).isEqualTo("undecodable");
            assertThat(dead.reason()).isEqualTo("the field producer is missing");
        });
        assertThat(rows).hasSize(2);
        assertThat(notifications()).hasSize(1);
    }
}
