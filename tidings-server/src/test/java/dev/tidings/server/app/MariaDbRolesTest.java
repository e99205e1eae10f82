package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import dev.tidings.testkit.server.MariaDbServer;
import dev.tidings.testkit.server.RedisServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three servers with one role each, on MariaDB, which has no signals between nodes, and with Kafka as the event log. */
@NeedsServers
class MariaDbRolesTest {
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);
    private static final String RECIPIENT = "user:1";

    private final String name = "roles." + UUID.randomUUID();
    private final String database = MariaDbServer.shared().createDatabase();

    @TempDir
    Path folder;

    private Application node(String role) {
        return Application.start(new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s, roles: [%1$s]}
            data: {dir: "%2$s"}
            outbound: {allow: [127.0.0.0/8]}
            store: {url: "%3$s", pool: 4, secret_key: %4$s}
            redis: {url: "%5$s"}
            kafka: {bootstrap: "%6$s"}
            push: {log: kafka, topic: "%7$s", stream: "%7$s"}
            dispatch: {node: the-%1$s}
            """.formatted(
                        role,
                        folder.resolve(role),
                        database,
                        SECRET_KEY,
                        RedisServer.shared().url(),
                        KafkaServer.shared().bootstrap(),
                        name)));
    }

    @Test
    void intents_of_the_intake_node_are_sent_by_the_dispatch_node_and_events_received_at_the_gateway_node()
            throws Exception {
        List<ReceivedWebhook> received = new CopyOnWriteArrayList<>();
        try (SinkServer sink =
                        SinkServer.start(0, any -> Behavior.Answer.status(200), received::add, InstantSource.system());
                Application intake = node("intake");
                Application _ = node("dispatch");
                Application gateway = node("gateway");
                ApiClient api = new ApiClient(intake.uri(), null);
                Tail tail = new SseTail(gateway.uri().getPort(), "/v1/events?recipient=" + RECIPIENT)) {
            tail.next("fresh");
            var _ = api.put(
                    "/v1/recipients/" + RECIPIENT + "/endpoints/webhook",
                    ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/hook"));

            JsonNode deliveries = submit(api).path("deliveries");

            await().untilAsserted(() -> {
                assertThat(deliveries)
                        .hasSize(2)
                        .allSatisfy(delivery -> assertThat(api.get("/v1/deliveries/"
                                                + delivery.path("delivery_id").asText())
                                        .path("status")
                                        .asText())
                                .isEqualTo("sent"));
                assertThat(received).hasSize(1);
            });
            assertThat(deliveries
                            .valueStream()
                            .map(delivery -> delivery.path("delivery_id").asText()))
                    .contains(tail.next("event").id());
        }
    }

    private static JsonNode submit(ApiClient api) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("producer", "shop").put("idempotency_key", "one").put("type", "order.paid");
        intent.putArray("channels").add("webhook").add("push");
        intent.putObject("audience").putArray("recipients").add(RECIPIENT);
        intent.putObject("payload").put("order", 7);
        return api.post("/v1/intents", intent);
    }
}
