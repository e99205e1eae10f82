package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.WebClient;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with intake from a stream and REST. */
@NeedsServers
class StreamIntakeTest {
    private final String stream = "intake:" + UUID.randomUUID();
    private final RedisClient client = RedisClient.create(RedisServer.shared().url());
    private final StatefulRedisConnection<String, String> redis = client.connect();
    private final Breakable connection = new Breakable();
    private Application server;
    private ApiClient api;

    @TempDir
    Path folder;

    @BeforeEach
    void start() {
        server = Application.start(
                Configurations.of(folder, """
                    redis: {url: "%s"}
                    intake: {redis: {enabled: true, stream: "%s"}}
                    """.formatted(RedisServer.shared().url(), stream)), connection::around);
        api = new ApiClient(server.uri(), null);
    }

    @AfterEach
    void stop() {
        connection.mend();
        api.close();
        server.close();
        redis.sync().del(stream);
        client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
    }

    private void add(String key, Map<String, String> more) {
        Map<String, String> fields = new HashMap<>(Map.of(
                "producer", "ci",
                "idempotency_key", key,
                "notification_type", "build.failed",
                "audience_kind", "user",
                "recipients", "user:" + key,
                "channels", "push",
                "payload_json", "{\"n\": 1}"));
        fields.putAll(more);
        redis.sync().xadd(stream, fields);
    }

    private JsonNode overRest(String key) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "ci").put("idempotency_key", key);
        intent.putObject("audience").putArray("recipients").add("user:" + key);
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("n", 1);
        return api.post("/v1/intents", intent);
    }

    private void awaitDelivery(String key) {
        await().ignoreExceptionsInstanceOf(ApiProblem.class)
                .until(() -> !api.get("/v1/deliveries", Map.of("recipient", "user:" + key))
                        .path("deliveries")
                        .isEmpty());
    }

    private JsonNode quarantine() {
        return api.get("/v1/quarantine").path("items");
    }

    @Test
    void the_entries_of_a_suspended_tenant_stay_in_the_stream_until_it_is_resumed() throws Exception {
        var _ = api.post("/v1/tenants/default:suspend", null);
        add("held", Map.of());
        HttpRequest metrics =
                HttpRequest.newBuilder(server.uri().resolve("/metrics")).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> http.send(metrics, HttpResponse.BodyHandlers.ofString())
                            .body()
                            .contains("tidings_intents_refused_total{code=\"tenant_suspended\"}"));
        }

        var _ = api.post("/v1/tenants/default:resume", null);

        awaitDelivery("held");
        assertThat(quarantine()).isEmpty();
    }

    @Test
    void an_intent_that_arrives_both_ways_is_accepted_once_and_a_conflicting_one_is_quarantined() {
        assertThat(overRest("a").path("replayed").asBoolean()).isFalse();
        add("a", Map.of("request_id", "another"));
        add("b", Map.of());
        add("a", Map.of("payload_json", "{\"n\": 2}"));
        add("c", Map.of("channels", "pigeon"));
        add("e", Map.of("recipients", "user:\u001b[2J"));
        add("d", Map.of());
        awaitDelivery("d");
        // Refusals of a batch are recorded after its commit.
        await().untilAsserted(() -> assertThat(
                        WebClient.of(server.uri()).blocking().get("/metrics").contentUtf8())
                .contains("tidings_stream_connected{stream=\"intents\"} 1.0")
                .contains("tidings_stream_read_total{stream=\"intents\"} 6.0")
                .contains("tidings_stream_handled_total{stream=\"intents\"} 3.0")
                .contains("tidings_stream_quarantined_total{stream=\"intents\"} 3.0"));

        assertThat(overRest("b").path("replayed").asBoolean()).isTrue();
        assertThat(api.get("/v1/deliveries").path("deliveries")).hasSize(3);
        assertThat(quarantine()).hasSize(3);
        assertThat(quarantine().toString())
                .contains("idempotency_conflict: idempotency_key is a")
                .contains("channels[0] is pigeon; expected one of")
                .contains(
                        "audience.recipients[0] is a control character (U+001B) at character 6; expected text without")
                .contains("redis:" + stream);
    }

    @Test
    void during_a_store_outage_the_stream_waits_and_a_stop_succeeds() {
        connection.cut();
        add("a", Map.of());
        await().until(() -> connection.refused.get() > 2);
        connection.mend();
        awaitDelivery("a");
        assertThat(quarantine()).isEmpty();

        connection.cut();
        add("b", Map.of());
        int before = connection.refused.get();
        await().until(() -> connection.refused.get() > before);
        server.close();
    }
}
