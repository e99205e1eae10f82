package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.KafkaServer;
import dev.tidings.testkit.server.RedisServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that share only Kafka for events and Redis for presence. */
@NeedsServers
@Timeout(120)
class PushOverKafkaTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name = "push." + UUID.randomUUID();

    @TempDir
    Path folder;

    private Application server(String node) {
        return Application.start(Configurations.of(folder.resolve(node), """
            kafka: {bootstrap: "%s"}
            redis: {url: "%s"}
            push: {log: kafka, partitions: 3, topic: "%s", stream: "%s"}
            """.formatted(
                        KafkaServer.shared().bootstrap(), RedisServer.shared().url(), name, name)));
    }

    private static void submit(ApiClient api, String key) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("producer", "shop").put("idempotency_key", key).put("type", "order.paid");
        intent.putArray("channels").add("push");
        intent.putObject("audience").putArray("recipients").add("user:1");
        intent.putObject("payload").put("order", key);
        api.post("/v1/intents", intent);
    }

    /** The lines that a subscriber reads. */
    private static List<String> subscribe(HttpClient client, URI server, String more) throws Exception {
        HttpResponse<Stream<String>> answer = client.send(
                HttpRequest.newBuilder(server.resolve("/v1/events?recipient=user:1" + more))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        List<String> lines = new CopyOnWriteArrayList<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.body().forEach(lines::add);
            } catch (UncheckedIOException closed) {
                // The test has ended.
            }
        });
        return lines;
    }

    private static void awaitLine(List<String> lines, String part) {
        await(part).atMost(TIMEOUT).untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains(part)));
    }

    private static String cursor(List<String> lines, String part) throws Exception {
        String data =
                lines.stream().filter(line -> line.contains(part)).findFirst().orElseThrow();
        return ApiClient.JSON
                .readTree(data.substring("data:".length()))
                .path("cursor")
                .asText();
    }

    @Test
    void events_cursors_and_presence_work_across_nodes() throws Exception {
        try (Application one = server("one");
                Application other = server("other");
                ApiClient api = new ApiClient(one.uri(), null);
                HttpClient client = HttpClient.newHttpClient();
                // Closed before the client, which would wait for endless streams.
                AutoCloseable _ = client::shutdownNow) {
            List<String> there = subscribe(client, other.uri(), "");
            awaitLine(there, "\"kind\":\"fresh\"");
            submit(api, "first");
            // Sends are concurrent: only earlier completed sends are before it.
            awaitLine(there, "\"order\":\"first\"");
            submit(api, "second");
            awaitLine(there, "\"order\":\"second\"");
            await().atMost(TIMEOUT)
                    .until(() -> api.get("/v1/presence", Map.of("recipient", "user:1"))
                                    .at("/recipients/0/subscriptions")
                                    .asInt()
                            == 1);

            String behindFirst = cursor(there, "\"order\":\"first\"");
            List<String> here = subscribe(client, one.uri(), "&cursor=" + behindFirst);
            awaitLine(here, "\"order\":\"second\"");

            assertThat(here.toString()).contains("\"kind\":\"recovered\"").doesNotContain("\"order\":\"first\"");
            assertThat(cursor(here, "\"order\":\"second\"")).isEqualTo(cursor(there, "\"order\":\"second\""));
        }
    }
}
