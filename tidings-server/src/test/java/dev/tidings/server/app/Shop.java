package dev.tidings.server.app;

import static org.awaitility.Awaitility.await;

import dev.tidings.client.Backoff;
import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxSchema;
import dev.tidings.client.outbox.OutboxTable;
import dev.tidings.client.outbox.RelayOptions;
import dev.tidings.client.outbox.Shipment;
import dev.tidings.client.outbox.Shipper;
import dev.tidings.client.submit.Intent;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;

/** A producer with its own database and outbox. */
final class Shop {
    /** A timeout for busy machines. */
    static final Duration TIMEOUT = Duration.ofSeconds(60);

    private static final Backoff AT_ONCE = Backoff.between(Duration.ofMillis(1), Duration.ofMillis(5));

    final DataSource dataSource;
    final OutboxAdmin admin;

    Shop(Path folder) throws SQLException {
        String url = "jdbc:sqlite:" + folder.resolve("shop.db") + "?synchronous=OFF&busy_timeout=10000";
        dataSource = (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, none) -> DriverManager.getConnection(url));
        admin = new OutboxAdmin(dataSource, OutboxTable.DEFAULT);
        try (Connection connection = dataSource.getConnection()) {
            OutboxSchema.create(connection, OutboxTable.DEFAULT);
        }
    }

    /** Publishes in one transaction, in this order. */
    void publish(Intent... intents) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            for (Intent intent : intents) {
                new Outbox().publish(connection, intent, "order:1");
            }
            connection.commit();
        }
    }

    OutboxRelay relay(Shipper shipper) {
        return new OutboxRelay(
                        dataSource,
                        OutboxTable.DEFAULT,
                        shipper,
                        RelayOptions.defaults()
                                .lease(Duration.ofMinutes(1))
                                .poll(AT_ONCE)
                                .backoff(AT_ONCE))
                .start();
    }

    /** Loses every other result of a shipment, as if the relay had crashed. */
    static Shipper dyingInBetween(Shipper real) {
        AtomicInteger shipments = new AtomicInteger();
        return rows -> {
            List<Shipment> accepted = real.ship(rows);
            if (shipments.incrementAndGet() % 2 == 1) {
                throw new IllegalStateException("gone, after " + accepted);
            }
            return accepted;
        };
    }

    void awaitShipped() {
        await().atMost(TIMEOUT).until(() -> admin.lag().pending() == 0);
    }
}
