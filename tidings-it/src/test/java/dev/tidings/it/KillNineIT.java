package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Listing;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.ServerUnreachable;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process at random while it accepts intents and delivers them to a failing sink: nothing is lost.
 * {@code -Dtidings.seed=N} repeats the choices of a run.
 */
@NeedsServers
class KillNineIT {
    private static final int INTENTS = 2_000;
    private static final int BATCH = 50;
    private static final int KILLS = 5;
    private static final int LATEST_KILL = 2_200;
    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private final long seed = Long.getLong("tidings.seed", new Random().nextLong(1_000_000));
    private final Random random = new Random(seed);
    private final AtomicInteger requests = new AtomicInteger();
    private final Map<String, AtomicInteger> seen = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> taken = new ConcurrentHashMap<>();
    private final Map<String, String> notificationByKey = new ConcurrentHashMap<>();

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence =
            new FailureEvidence().seed(() -> String.valueOf(seed)).tail("server", () -> folder.resolve("server.log"));

    @Test
    void five_kills_lose_nothing_and_repeat_only_sends_in_flight() throws Exception {
        try (SinkServer sink = SinkServer.start(0, this::answer, this::note, InstantSource.system())) {
            int port = port();
            ServerProcess server =
                    ServerProcess.start(ServerCommand.serve(Main.class, config()), port, folder.resolve("server.log"));
            try (ApiClient api = new ApiClient(server.uri(), null)) {
                server.awaitReady();
                var _ = api.put(
                        "/v1/recipients/user:1/endpoints/webhook",
                        ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/"));
                CompletableFuture<Void> producer = CompletableFuture.runAsync(() -> produce(api));
                killAndRestart(server, producer);
                producer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
                awaitEnd(api);
                Map<String, JsonNode> deliveries = deliveries(api);
                nothingIsLost(deliveries);
                onlyWhatWasUnderWayIsRepeated(api, deliveries);
                everyKeyAnswersReplayed(api);
            } finally {
                assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
            }
        }
    }

    /** Of 100 requests 20 fail temporarily and one permanently. */
    private Behavior.Answer answer(ReceivedWebhook received) {
        requests.incrementAndGet();
        seen.computeIfAbsent(received.id(), id -> new AtomicInteger()).incrementAndGet();
        int dice = Math.floorMod(received.id().hashCode() * 31 + received.time() * 7_919, 100);
        Duration delay = Duration.ofMillis(dice % 10);
        return Behavior.Answer.status(dice < 20 ? 500 : dice == 20 ? 422 : 200).after(delay);
    }

    private void note(ReceivedWebhook received) {
        if (received.status() == 200) {
            taken.computeIfAbsent(received.id(), id -> new AtomicInteger()).incrementAndGet();
        }
    }

    private void killAndRestart(ServerProcess server, CompletableFuture<Void> producer)
            throws InterruptedException, IOException {
        int[] after = random.ints(KILLS, 100, LATEST_KILL).sorted().toArray();
        for (int threshold : after) {
            // Often, so that the kill comes soon after its request.
            await().atMost(TIMEOUT)
                    .pollInterval(Duration.ofMillis(2))
                    .until(() -> requests.get() >= threshold || producer.isCompletedExceptionally());
            server.kill();
            server.restart();
            server.awaitReady();
        }
    }

    /** Submits each batch until it is acknowledged, as a correct producer does. */
    private void produce(ApiClient api) {
        for (int from = 0; from < INTENTS; from += BATCH) {
            ObjectNode body = batch(from);
            await().atMost(TIMEOUT).until(() -> acknowledged(api, body));
        }
    }

    private boolean acknowledged(ApiClient api, ObjectNode body) {
        try {
            JsonNode results = api.post("/v1/intents:batch", body).path("results");
            for (int i = 0; i < BATCH; i++) {
                if (!results.path(i).has("receipt")) {
                    return false;
                }
            }
            for (int i = 0; i < BATCH; i++) {
                String key =
                        body.path("intents").path(i).path("idempotency_key").asText();
                notificationByKey.put(
                        key,
                        results.path(i).path("receipt").path("notification_id").asText());
            }
            return true;
        } catch (ServerUnreachable | ApiProblem killed) {
            return false;
        }
    }

    private static ObjectNode batch(int from) {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        ArrayNode intents = body.putArray("intents");
        for (int i = from; i < from + BATCH; i++) {
            ObjectNode intent = intents.addObject();
            intent.put("type", "build.failed").put("producer", "kill-nine").put("idempotency_key", "key-" + i);
            intent.putObject("audience").putArray("recipients").add("user:1");
            intent.putObject("payload").put("n", i);
        }
        return body;
    }

    private static void awaitEnd(ApiClient api) {
        await().atMost(TIMEOUT)
                .until(() -> api.get("/v1/deliveries", Map.of("status", "pending,sending,failed", "limit", "1"))
                        .path("deliveries")
                        .isEmpty());
    }

    private static Map<String, JsonNode> deliveries(ApiClient api) {
        Map<String, JsonNode> byId = new HashMap<>();
        boolean more = new Listing(api, "/v1/deliveries", "deliveries")
                .each(
                        Map.of(),
                        INTENTS * 2,
                        one -> byId.put(one.path("delivery_id").asText(), one));
        assertThat(more).isFalse();
        return byId;
    }

    private void nothingIsLost(Map<String, JsonNode> deliveries) {
        assertThat(notificationByKey).hasSize(INTENTS);
        List<String> notifications = deliveries.values().stream()
                .map(one -> one.path("notification_id").asText())
                .toList();
        assertThat(notifications).containsExactlyInAnyOrderElementsOf(notificationByKey.values());
        deliveries.forEach((id, delivery) -> {
            assertThat(delivery.path("status").asText()).as(id).isIn("sent", "dead");
            if (delivery.path("status").asText().equals("sent")) {
                assertThat(taken.keySet())
                        .as("sent deliveries were accepted by the sink")
                        .contains(id);
            }
        });
    }

    private void onlyWhatWasUnderWayIsRepeated(ApiClient api, Map<String, JsonNode> deliveries) {
        assertThat(deliveries.keySet()).containsAll(seen.keySet());
        int ambiguous = 0;
        for (Map.Entry<String, AtomicInteger> one : seen.entrySet()) {
            if (one.getValue().get() == 1) {
                continue;
            }
            JsonNode delivery = api.get("/v1/deliveries/" + one.getKey());
            List<String> results = new ArrayList<>();
            delivery.path("attempts")
                    .forEach(attempt -> results.add(attempt.path("result").asText()));
            assertThat(one.getValue().get()).as("requests of " + delivery).isLessThanOrEqualTo(results.size());
            assertThat(results.subList(0, results.size() - 1))
                    .as("attempts before the last of " + delivery)
                    .isSubsetOf("retry", "unknown")
                    .isNotEmpty();
            boolean underWay = results.contains("unknown");
            ambiguous += underWay ? 1 : 0;
            if (taken.getOrDefault(one.getKey(), new AtomicInteger()).get() > 1) {
                assertThat(underWay).as("accepted twice: " + delivery).isTrue();
            }
        }
        assertThat(ambiguous).as("deliveries under way at a kill").isLessThanOrEqualTo(KILLS * 1_100);
    }

    private void everyKeyAnswersReplayed(ApiClient api) {
        for (int from = 0; from < INTENTS; from += BATCH) {
            ObjectNode body = batch(from);
            JsonNode results = api.post("/v1/intents:batch", body).path("results");
            for (int i = 0; i < BATCH; i++) {
                JsonNode receipt = results.path(i).path("receipt");
                String key =
                        body.path("intents").path(i).path("idempotency_key").asText();
                assertThat(receipt.path("replayed").asBoolean()).as(key).isTrue();
                assertThat(receipt.path("notification_id").asText()).isEqualTo(notificationByKey.get(key));
            }
        }
    }

    private int port() throws IOException {
        int port = FreePorts.free();
        Files.writeString(config(), "server: {port: " + port + "}\n" + """
            data: {dir: "%s"}
            outbound: {allow: [127.0.0.0/8]}
            dispatch: {lease: 2s}
            channels: {webhook: {retry: {min: 20ms, max: 200ms, max_attempts: 20}}}
            """.formatted(folder.resolve("data")));
        return port;
    }

    private Path config() {
        return folder.resolve("tidings.yaml");
    }
}
