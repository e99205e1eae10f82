package dev.tidings.bench.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Fills a topic of a server and notifies its subscribers. */
final class TopicClient implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int SUBSCRIBERS_PER_REQUEST = 10_000;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final int port;
    private final String topic;

    /** The progress of the expansion of a notification. */
    record Expansion(String state, long total, long expanded, long deliveries) {
        boolean ended() {
            return state.equals("expanded");
        }
    }

    TopicClient(int port, String topic) {
        this.port = port;
        this.topic = topic;
    }

    /** Subscribes this many recipients. */
    void subscribe(int count) throws IOException, InterruptedException {
        for (int from = 0; from < count; from += SUBSCRIBERS_PER_REQUEST) {
            List<String> recipients = IntStream.range(from, Math.min(count, from + SUBSCRIBERS_PER_REQUEST))
                    .mapToObj(number -> "subscriber:" + number)
                    .toList();
            send(
                    "PUT",
                    "/v1/topics/" + topic + "/subscribers",
                    JSON.createObjectNode().set("recipients", JSON.valueToTree(recipients)));
        }
    }

    /** Pushes an event to all subscribers; returns the id of the notification. */
    String push() throws IOException, InterruptedException {
        ObjectNode intent = JSON.createObjectNode()
                .put("type", "release.published")
                .put("producer", "bench")
                .put("idempotency_key", "topic");
        intent.putObject("audience").put("topic", topic);
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("version", "2.1");
        return send("POST", "/v1/intents", intent).path("notification_id").asText();
    }

    Expansion expansion(String notification) throws IOException, InterruptedException {
        JsonNode found = send("GET", "/v1/notifications/" + notification, null).path("expansion");
        return new Expansion(
                found.path("state").asText(),
                found.path("total").asLong(),
                found.path("expanded").asLong(),
                found.path("deliveries").asLong());
    }

    private JsonNode send(String method, String path, @Nullable JsonNode body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body == null
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(
                    method + " " + path + " returned " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }

    @Override
    public void close() {
        client.close();
    }
}
