package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two servers on one database receive the same intents concurrently. */
@NeedsServers
class ClusterDedupeTest {
    private static final int THREADS = 32;
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    @TempDir
    Path folder;

    @Test
    void concurrent_intents_with_one_dedupe_key_on_two_nodes_create_one_delivery_and_all_get_its_id() throws Exception {
        List<ReceivedWebhook> received = new CopyOnWriteArrayList<>();
        String url = PostgresServer.shared().createDatabase();
        try (SinkServer sink =
                        SinkServer.start(0, any -> Behavior.Answer.status(200), received::add, InstantSource.system());
                Application one = node("one", url);
                Application two = node("two", url);
                ApiClient first = new ApiClient(one.uri(), null);
                ApiClient second = new ApiClient(two.uri(), null)) {
            var _ = first.put(
                    "/v1/recipients/user:1/endpoints/webhook",
                    ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/"));

            List<JsonNode> deliveries = new ArrayList<>();
            for (JsonNode receipt : race(first, second)) {
                assertThat(receipt.path("replayed").booleanValue()).isFalse();
                assertThat(receipt.path("deliveries")).as("%s", receipt).hasSize(1);
                deliveries.add(receipt.path("deliveries").path(0));
            }

            assertThat(deliveries).hasSize(THREADS);
            assertThat(deliveries.stream()
                            .map(delivery -> delivery.path("delivery_id").asText())
                            .distinct())
                    .hasSize(1);
            assertThat(deliveries)
                    .filteredOn(delivery -> !delivery.path("reused").booleanValue())
                    .hasSize(1);
            String id = deliveries.getFirst().path("delivery_id").asText();
            await().until(() -> "sent"
                    .equals(second.get("/v1/deliveries/" + id).path("status").asText()));
            assertThat(first.get("/v1/deliveries").path("deliveries")).hasSize(1);
            assertThat(received).hasSize(1);
            // Started concurrently, to save time.
            Stream.of(one, two).parallel().forEach(Application::close);
        }
    }

    private Application node(String name, String url) {
        return Application.start(Configurations.of(
                folder.resolve(name), "store: {url: \"%s\", pool: 4, secret_key: %s}%n".formatted(url, SECRET_KEY)));
    }

    private static List<JsonNode> race(ApiClient first, ApiClient second) throws Exception {
        CyclicBarrier start = new CyclicBarrier(THREADS);
        List<Future<JsonNode>> running = new ArrayList<>();
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (int i = 0; i < THREADS; i++) {
                ApiClient node = i % 2 == 0 ? first : second;
                String intent = """
                    {"type": "alarm.raised", "producer": "watch", "idempotency_key": "key-%d", "dedupe_key": "alarm-7",
                     "channels": ["webhook"], "audience": {"recipients": ["user:1"]}, "payload": {"by": %d}}\
                    """.formatted(i, i);
                running.add(threads.submit(() -> {
                    start.await();
                    return node.post("/v1/intents", ApiClient.JSON.readTree(intent));
                }));
            }
        }
        List<JsonNode> receipts = new ArrayList<>();
        for (Future<JsonNode> one : running) {
            receipts.add(one.get());
        }
        return receipts;
    }
}
