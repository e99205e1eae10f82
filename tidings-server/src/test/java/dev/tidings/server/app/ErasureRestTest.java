package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.event.Event;
import dev.tidings.core.event.EventLog;
import dev.tidings.core.event.FoundEvents;
import dev.tidings.engine.erase.EventRemoval;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.v1.EraseRecipientRequest;
import dev.tidings.v1.RecipientDataServiceGrpc.RecipientDataServiceBlockingStub;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What is known about a recipient is exported and erased. */
@NeedsServers
class ErasureRestTest {
    private static final String PATH = "/v1/recipients/user:42";
    private static final String SECRET = "classified";
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** Pauses between slices are short. */
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer(
            1_000, Duration.ofSeconds(10), (delay, task) -> Thread.ofVirtual().start(task));

    @Test
    void an_erasure_leaves_ids_and_states() {
        haveSomething();
        SERVER.end(SERVER::rejected);
        String waiting = accept("waiting", "{\"word\":\"" + SECRET + "\"}");

        Answer started = SERVER.send(HttpMethod.DELETE, PATH, null);

        assertThat(started.status()).as("%s", started).isEqualTo(202);
        assertThat(started.text("kind")).isEqualTo("erase");
        JsonNode run = finished(started.text("run_id"));
        assertThat(run.path("done").asInt()).isEqualTo(2);
        assertThat(SERVER.get(PATH).status()).isEqualTo(404);
        assertThat(SERVER.get(PATH + "/endpoints").json().path("endpoints")).isEmpty();
        assertThat(SERVER.get("/v1/topics/releases/subscribers").json().path("recipients"))
                .isEmpty();
        JsonNode deliveries =
                SERVER.get("/v1/deliveries?recipient=user:42").json().path("deliveries");
        assertThat(deliveries)
                .hasSize(2)
                .allSatisfy(delivery ->
                        assertThat(delivery.path("erased_at").asText()).isNotEmpty());
        assertThat(deliveries).extracting(one -> one.path("status").asText()).containsExactly("canceled", "dead");
        assertThat(deliveries.get(0).path("delivery_id").asText()).isEqualTo(waiting);
        assertThat(lines()).doesNotContain(SECRET).doesNotContain("127.0.0.1:9");
        assertThat(SERVER.get("/v1/operational-events").json().path("events")).anySatisfy(event -> {
            assertThat(event.path("kind").asText()).isEqualTo("recipient.erased");
            assertThat(event.path("subject").asText()).isEqualTo("user:42");
        });
    }

    @Test
    void an_erasure_removes_the_events_of_erased_deliveries_from_the_log_of_push() {
        EventLog log = SERVER.push.publishing().log();
        SERVER.putEndpoint("user:42");
        String erased = accept("k1", "{}");
        List.of(event("user:42", erased), event("user:7", "dlv_01KAJ5Z0000000000000000000"))
                .forEach(event -> log.append(event).join());

        finished(SERVER.send(HttpMethod.DELETE, PATH, null).text("run_id"));

        assertThat(found(log, "user:42")).isEmpty();
        assertThat(found(log, "user:7")).hasSize(1);
    }

    @Test
    void the_event_of_a_delivery_that_is_not_erased_stays() {
        EventLog log = SERVER.push.publishing().log();
        SERVER.putEndpoint("user:42");
        log.append(event("user:42", accept("k", "{}"))).join();

        String next = new EventRemoval(log, SERVER.store.erasures(), Runnable::run)
                .remove("default", "user:42", "")
                .join();

        assertThat(next).isNull();
        assertThat(found(log, "user:42")).hasSize(1);
    }

    private static Event event(String recipient, String id) {
        return new Event("default", recipient, "build.failed", id, new byte[] {1}, null, null);
    }

    private static List<FoundEvents.Found> found(EventLog log, String recipient) {
        return log.find("default", recipient, "").join().events();
    }

    @Test
    void an_erasure_can_be_repeated_and_started_over_grpc() {
        haveSomething();
        finished(SERVER.send(HttpMethod.DELETE, PATH, null).text("run_id"));

        String again = GrpcClients.newClient(
                        "gproto+http://127.0.0.1:" + SERVER.port() + "/", RecipientDataServiceBlockingStub.class)
                .eraseRecipient(EraseRecipientRequest.newBuilder()
                        .setRecipient("user:42")
                        .build())
                .getRun()
                .getRunId();

        assertThat(finished(again).path("done").asInt()).isZero();
    }

    @Test
    void an_export_has_everything_but_secrets() {
        haveSomething();
        SERVER.end(SERVER::rejected);

        List<JsonNode> lines = lines().lines().map(ErasureRestTest::json).toList();

        assertThat(lines)
                .extracting(line -> line.path("kind").asText())
                .containsExactly("profile", "endpoint", "subscription", "notification", "delivery", "end");
        assertThat(lines.get(0).at("/attributes/word").asText()).isEqualTo(SECRET);
        assertThat(lines.get(1).path("channel").asText()).isEqualTo("webhook");
        assertThat(lines.get(1).toString()).doesNotContain("whsec_");
        assertThat(lines.get(2).path("topic").asText()).isEqualTo("releases");
        assertThat(lines.get(3).at("/payload/word").asText()).isEqualTo(SECRET);
        assertThat(lines.get(4).path("status").asText()).isEqualTo("dead");
        assertThat(StreamSupport.stream(lines.get(4).path("attempts").spliterator(), false)
                        .map(attempt -> attempt.path("response").asText()))
                .containsExactly("no such hook");
    }

    @Test
    void an_export_of_many_deliveries_is_sent_in_parts() {
        SERVER.putEndpoint("user:42");
        for (int i = 0; i < 50; i++) {
            accept("k" + i, "{\"n\":" + i + "}");
        }

        assertThat(lines().lines().map(line -> json(line).path("kind").asText()))
                .filteredOn("delivery"::equals)
                .hasSize(50);
    }

    @Test
    void an_export_of_somebody_unknown_is_empty() {
        assertThat(lines()).isEqualTo("{\"kind\":\"end\"}\n");
        Answer refused = SERVER.get("/v1/recipients/" + "r".repeat(513) + ":export");
        assertThat(refused.text("field")).isEqualTo("recipient");
    }

    private static void haveSomething() {
        SERVER.put(PATH, "{\"attributes\":{\"word\":\"" + SECRET + "\"}}");
        SERVER.putEndpoint("user:42");
        SERVER.put("/v1/topics/releases/subscribers", "{\"recipients\":[\"user:42\"]}");
        accept("k", "{\"word\":\"" + SECRET + "\"}");
    }

    private static String accept(String key, String payload) {
        Answer answer = SERVER.post("/v1/intents", """
            {"type":"build.failed","producer":"ci","idempotency_key":"%s","audience":{"recipients":["user:42"]},
             "channels":["webhook"],"payload":%s}\
            """.formatted(key, payload));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        return answer.json().at("/deliveries/0/delivery_id").asText();
    }

    private static String lines() {
        Answer export = SERVER.get(PATH + ":export");
        assertThat(export.contentType()).isEqualTo("application/jsonl");
        return export.http().contentUtf8();
    }

    private static JsonNode finished(String run) {
        return await().atMost(LIMIT)
                .until(
                        () -> SERVER.get("/v1/bulk-runs/" + run).json(),
                        now -> now.path("status").asText().equals("finished"));
    }

    private static JsonNode json(String line) {
        try {
            return ApiClient.JSON.readTree(line);
        } catch (IOException malformed) {
            throw new UncheckedIOException(malformed);
        }
    }
}
