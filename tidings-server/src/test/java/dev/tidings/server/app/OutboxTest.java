package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.client.Connection;
import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.outbox.TidingsShipper;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.core.access.Scope;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The client's outbox with a real server; the client's own tests cover databases. */
@NeedsServers
class OutboxTest {
    private static final Intent INTENT =
            Intent.of("order.paid", "shop").to("user:42").over("webhook").payload("{\"n\":1.0}");

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @TempDir
    Path folder;

    private Shop shop;
    private TidingsClient client;

    @BeforeEach
    void open() throws SQLException {
        shop = new Shop(folder);
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

    /** Newest first, in the order of the API. */
    private static List<String> notifications() {
        List<String> notifications = new ArrayList<>();
        for (JsonNode delivery : SERVER.get("/v1/deliveries").json().path("deliveries")) {
            notifications.add(delivery.path("notification_id").asText());
        }
        return notifications;
    }

    @Test
    void rows_shipped_before_a_relay_died_are_replays_when_shipped_again() throws Exception {
        shop.publish(INTENT.key("a"), INTENT.key("b"), INTENT.key("c"));
        AtomicInteger shipments = new AtomicInteger();
        Shipper counting = rows -> {
            shipments.incrementAndGet();
            return new TidingsShipper(client).ship(rows);
        };
        try (OutboxRelay relay = shop.relay(Shop.dyingInBetween(counting))) {
            shop.awaitShipped();
            assertThat(relay.running()).isTrue();
        }

        assertThat(shipments).hasValue(6);
        assertThat(notifications()).hasSize(3).doesNotHaveDuplicates();
        assertThat(client.submit(INTENT.key("b")).replayed()).isTrue();
    }

    @Test
    void refused_rows_are_dead_with_the_server_s_message_and_ship_once_corrected() throws Exception {
        client.submit(INTENT.key("taken"));
        shop.publish(INTENT.key("taken").payload("{\"n\":2}"), INTENT.key("after"));
        try (OutboxRelay relay = shop.relay(new TidingsShipper(client))) {
            await().atMost(Shop.TIMEOUT).until(() -> shop.admin.lag().dead() == 1);
            DeadRow dead = shop.admin.dead(0, 10).get(0);
            assertThat(dead.code()).isEqualTo("idempotency_conflict");
            assertThat(dead.reason()).startsWith("idempotency_key is taken; expected");
            assertThat(shop.admin.lag().pending()).as("the one after it waits").isEqualTo(1);

            assertThat(shop.admin.discard(dead.id())).isTrue();
            shop.awaitShipped();
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
        shop.publish(INTENT.key("a"));
        List<Shipment> heard = new ArrayList<>();
        try (TidingsClient wrong = new TidingsClient(connection().apiKey(operate))) {
            Shipper shipper = new TidingsShipper(wrong);
            try (OutboxRelay relay = shop.relay(rows -> {
                List<Shipment> shipments = shipper.ship(rows);
                synchronized (heard) {
                    heard.addAll(shipments);
                }
                return shipments;
            })) {
                await().atMost(Shop.TIMEOUT).until(() -> {
                    synchronized (heard) {
                        return heard.size() > 1;
                    }
                });
                assertThat(relay.running()).isTrue();
            }
        }
        assertThat(heard).allSatisfy(each -> assertThat(each).isInstanceOf(Shipment.Later.class));
        assertThat(shop.admin.lag()).extracting("pending", "dead").containsExactly(1L, 0L);

        try (TidingsClient right = new TidingsClient(connection().apiKey(produce));
                OutboxRelay relay = shop.relay(new TidingsShipper(right))) {
            shop.awaitShipped();
            assertThat(right.submit(INTENT.key("a")).replayed()).isTrue();
            assertThat(relay.running()).isTrue();
        }
    }

    @Test
    void an_invalid_row_is_dead_and_the_others_are_shipped() throws Exception {
        shop.publish(INTENT.key("good"));
        try (java.sql.Connection connection = shop.dataSource.getConnection()) {
            connection
                    .createStatement()
                    .execute("INSERT INTO tidings_outbox (idempotency_key, intent) VALUES ('bad', '{\"type\": 1}')");
        }
        List<OutboxRow> rows = new ArrayList<>();
        try (OutboxRelay relay = shop.relay(batch -> {
            rows.addAll(batch);
            return new TidingsShipper(client).ship(batch);
        })) {
            shop.awaitShipped();
            assertThat(relay.running()).isTrue();
        }
        assertThat(shop.admin.dead(0, 10)).singleElement().satisfies(dead -> {
            assertThat(dead.code()).isEqualTo("undecodable");
            assertThat(dead.reason()).isEqualTo("the field producer is missing");
        });
        assertThat(rows).hasSize(2);
        assertThat(notifications()).hasSize(1);
    }
}
