package dev.tidings.client;

import dev.tidings.client.outbox.DeadRow;
import dev.tidings.client.outbox.Outbox;
import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxRelay;
import dev.tidings.client.outbox.OutboxTable;
import dev.tidings.client.outbox.RelayOptions;
import dev.tidings.client.outbox.TidingsShipper;
import dev.tidings.client.outbox.kafka.KafkaShipper;
import dev.tidings.client.push.PushClient;
import dev.tidings.client.push.PushHandler;
import dev.tidings.client.push.PushNotice;
import dev.tidings.client.push.PushOptions;
import dev.tidings.client.push.PushedEvent;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Receipt;
import dev.tidings.client.submit.TidingsClient;
import dev.tidings.client.submit.UnansweredException;
import io.grpc.TlsChannelCredentials;
import java.io.File;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/** The samples of the documentation, compiled. */
final class Samples {
    private Samples() {}

    static Connection connection() throws IOException {
        // @start region="connection"
        Connection connection = Connection.tls("tidings.internal:8434")
                .credentials(TlsChannelCredentials.newBuilder()
                        .trustManager(new File("ca.pem"))
                        .build())
                .apiKey(System.getenv("TIDINGS_API_KEY"))
                .header("x-request-source", "billing")
                .options(channel -> channel.maxInboundMessageSize(1024 * 1024));
        // @end
        return connection;
    }

    static Intent intent() {
        // @start region="intent"
        Intent intent = Intent.of("build.failed", "ci")
                .to("user:42", "user:7")
                .over("push", "email")
                .payload("{\"build\": 42}")
                .key("build-42-failed");
        // @end
        return intent;
    }

    static void submit() {
        // @start region="submit"
        try (TidingsClient tidings = new TidingsClient(Connection.plaintext("localhost:8434"))) {
            Receipt receipt = tidings.submit(
                    Intent.of("build.failed", "ci").to("user:42").over("push").payload("{\"build\": 42}"));
            System.out.println(receipt.notificationId());
        } catch (UnansweredException later) {
            // The intent may have been accepted. Submitting it again with this key cannot create a second one.
            System.err.println("not known yet: " + later.idempotencyKey());
        }
        // @end
    }

    static void push() {
        // @start region="push"
        PushHandler handler = new PushHandler() {
            @Override
            public void handle(PushedEvent event) {
                System.out.println(event.recipient() + " " + event.type() + " " + event.payloadText());
            }

            @Override
            public void notice(PushNotice notice) {
                if (notice.kind() == PushNotice.Kind.RESET) {
                    System.out.println("something was missed; fetch the state again");
                }
            }
        };
        try (PushClient gateway =
                new PushClient(Connection.plaintext("localhost:8434"), PushOptions.named("gateway-1"), handler)) {
            gateway.run();
        }
        // @end
    }

    static void outbox(java.sql.Connection connection) throws SQLException {
        // @start region="outbox"
        Outbox outbox = new Outbox();
        connection.setAutoCommit(false);
        try (PreparedStatement order = connection.prepareStatement("INSERT INTO orders (id) VALUES (4711)")) {
            order.executeUpdate();
        }
        outbox.publish(
                connection, Intent.of("order.paid", "shop").to("user:42").payload("{\"order\": 4711}"), "order:4711");
        connection.commit();
        // @end
    }

    static void relay(DataSource dataSource) {
        // @start region="relay"
        TidingsClient tidings = new TidingsClient(Connection.plaintext("localhost:8434"));
        OutboxRelay relay =
                new OutboxRelay(dataSource, OutboxTable.DEFAULT, new TidingsShipper(tidings), RelayOptions.defaults());
        relay.start();
        // @end
    }

    static void kafka(DataSource dataSource) {
        // @start region="kafka"
        KafkaShipper kafka = KafkaShipper.to("tidings.intents", Map.of("bootstrap.servers", "kafka:9092"));
        OutboxRelay relay = new OutboxRelay(dataSource, OutboxTable.DEFAULT, kafka, RelayOptions.defaults());
        // @end
        relay.start();
    }

    static void admin(DataSource dataSource) throws SQLException {
        // @start region="admin"
        OutboxAdmin admin = new OutboxAdmin(dataSource, OutboxTable.DEFAULT);
        System.out.println(admin.lag());
        for (DeadRow row : admin.dead(0, 100)) {
            System.out.println(row.idempotencyKey() + ": " + row.reason() + " [" + row.code() + "]");
        }
        admin.replayAll();
        // @end
    }
}
