package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two servers that share an event log in several partitions of Redis. */
@NeedsServers
@Timeout(120)
class PushPartitionsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int RECIPIENTS = 12;

    private final String stream = "partitions." + UUID.randomUUID();

    @TempDir
    Path folder;

    private Application server(String node) {
        return Application.start(Configurations.of(
                folder.resolve(node), """
            redis: {url: "%s"}
            push: {log: redis, partitions: 4, stream: "%s"}
            """.formatted(RedisServer.shared().url(), stream)));
    }

    private static void submit(ApiClient api, int number) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("producer", "shop").put("idempotency_key", "order-" + number).put("type", "order.paid");
        intent.putArray("channels").add("push");
        intent.putObject("audience").putArray("recipients").add("user:" + number % RECIPIENTS);
        intent.putObject("payload").put("order", number);
        api.post("/v1/intents", intent);
    }

    /** The events and notices that a subscriber reads. */
    private static List<JsonNode> subscribe(HttpClient client, URI server, String parameters) throws Exception {
        HttpResponse<Stream<String>> answer = client.send(
                HttpRequest.newBuilder(server.resolve("/v1/events?" + parameters))
                        .build(),
                HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        List<JsonNode> frames = new CopyOnWriteArrayList<>();
        Thread.startVirtualThread(() -> {
            try {
                answer.body()
                        .filter(line -> line.startsWith("data:"))
                        .map(line -> line.substring("data:".length()))
                        .map(PushPartitionsTest::json)
                        .forEach(frames::add);
            } catch (UncheckedIOException closed) {
                // The test has ended.
            }
        });
        await().atMost(TIMEOUT).until(() -> !frames.isEmpty());
        return frames;
    }

    private static JsonNode json(String text) {
        try {
            return ApiClient.JSON.readTree(text);
        } catch (java.io.IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Integer> orders(List<JsonNode> frames) {
        return frames.stream()
                .filter(frame -> frame.path("kind").asText().equals("event"))
                .map(frame -> frame.at("/payload/order").asInt())
                .toList();
    }

    private static void awaitOrders(List<JsonNode> frames, int count) {
        await().atMost(TIMEOUT).until(() -> orders(frames).size() >= count);
    }

    @Test
    void a_gateway_and_a_recipient_resume_at_the_other_node_from_any_event() throws Exception {
        try (Application one = server("one");
                Application other = server("other");
                ApiClient api = new ApiClient(one.uri(), null);
                HttpClient client = HttpClient.newHttpClient();
                // Closed before the client, which would wait for endless streams.
                AutoCloseable _ = client::shutdownNow) {
            List<JsonNode> all = subscribe(client, one.uri(), "");
            List<JsonNode> own = subscribe(client, other.uri(), "recipient=user:1");
            IntStream.range(0, 60).forEach(number -> submit(api, number));
            awaitOrders(all, 60);
            awaitOrders(own, 5);

            assertThat(orders(own)).containsExactly(1, 13, 25, 37, 49);
            for (int after : List.of(1, 20, 59)) {
                String cursor = all.get(after).path("cursor").asText();
                List<JsonNode> resumed = subscribe(client, other.uri(), "cursor=" + cursor);
                awaitOrders(resumed, 60 - after);

                assertThat(resumed.getFirst().path("kind").asText()).isEqualTo("recovered");
                assertThat(orders(resumed))
                        .containsExactlyInAnyOrderElementsOf(orders(all).subList(after, 60));
                for (int user = 0; user < RECIPIENTS; user++) {
                    int recipient = user;
                    assertThat(orders(resumed).stream().filter(number -> number % RECIPIENTS == recipient))
                            .isSorted();
                }
            }
            List<JsonNode> resumed = subscribe(
                    client,
                    one.uri(),
                    "recipient=user:1&cursor=" + own.get(2).path("cursor").asText());
            awaitOrders(resumed, 3);
            assertThat(orders(resumed)).containsExactly(25, 37, 49);
        }
    }

    @Test
    void a_cursor_that_no_event_had_is_refused() throws Exception {
        try (Application one = server("one");
                HttpClient client = HttpClient.newHttpClient()) {
            for (String cursor : List.of("~", "a.1-0~", "a.1-0~b", "a.1-0~".repeat(32) + "a.1-0", "a~b.1-0~c.1-0")) {
                HttpResponse<String> answer = client.send(
                        HttpRequest.newBuilder(one.uri().resolve("/v1/events?cursor=" + cursor))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());

                assertThat(answer.statusCode()).as(cursor).isEqualTo(400);
                assertThat(answer.body()).contains("invalid_field").contains("a cursor as it came with an event");
            }
        }
    }
}
