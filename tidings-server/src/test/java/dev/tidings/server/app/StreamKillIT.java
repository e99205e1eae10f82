package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.server.cli.Listing;
import dev.tidings.server.cli.rest.Api;
import dev.tidings.testkit.server.RedisServer;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The real process is killed at random while it accepts intents from a stream. {@code -Dtidings.seed=N} repeats a run's
 * choices.
 */
class StreamKillIT {
    private static final int INTENTS = 4_000;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final long seed = Long.getLong("tidings.seed", new Random().nextLong(1_000_000));
    private final Random random = new Random(seed);
    private final String stream = "kill:" + UUID.randomUUID();

    @TempDir
    Path folder;

    @Test
    void each_intent_of_the_stream_is_accepted_exactly_once_whenever_the_server_is_killed() throws Exception {
        RedisClient client = RedisClient.create(RedisServer.shared().url());
        try (StatefulRedisConnection<String, String> redis = client.connect()) {
            add(redis.async(), 0, INTENTS / 2);
            int port = port();
            ServerProcess server = new ServerProcess(config(), folder.resolve("server.log"), port);
            try (Api api = new Api(server.uri(), null)) {
                server.awaitReady(api);
                awaitAccepted(api, random.nextInt(INTENTS / 4));
                server.kill();
                server.restart();
                server.awaitReady(api);
                add(redis.async(), INTENTS / 2, INTENTS);
                awaitAccepted(api, INTENTS - 1);
                everyIntentHasOneNotification(api);
                aKeyOfTheStreamIsKnownOverRestToo(api);
                assertThat(api.get("/v1/quarantine").path("items")).isEmpty();
            } finally {
                assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
            }
        } catch (Throwable failed) {
            throw new AssertionError(
                    "seed " + seed + " (-Dtidings.seed=" + seed + " repeats it)\n"
                            + Files.readString(folder.resolve("server.log")),
                    failed);
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private void add(RedisAsyncCommands<String, String> redis, int from, int to) throws Exception {
        List<RedisFuture<String>> added = new ArrayList<>();
        for (int i = from; i < to; i++) {
            added.add(redis.xadd(
                    stream,
                    Map.of(
                            "producer", "kill",
                            "idempotency_key", "key-" + i,
                            "notification_type", "build.failed",
                            "audience_kind", "user",
                            "recipients", "user:" + i,
                            "channels", "push",
                            "payload_json", "{\"n\":" + i + "}")));
        }
        for (RedisFuture<String> one : added) {
            one.get();
        }
    }

    /** In the order of the stream: all before it are accepted too. */
    private static void awaitAccepted(Api api, int number) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !api.get("/v1/deliveries", Map.of("recipient", "user:" + number))
                        .path("deliveries")
                        .isEmpty());
    }

    private static void everyIntentHasOneNotification(Api api) {
        Map<String, String> notificationByRecipient = new HashMap<>();
        boolean more = new Listing(api, "/v1/deliveries", "deliveries")
                .each(
                        Map.of(),
                        INTENTS * 2,
                        one -> assertThat(notificationByRecipient.put(
                                        one.path("recipient").asText(),
                                        one.path("notification_id").asText()))
                                .as("a second delivery to " + one)
                                .isNull());
        assertThat(more).isFalse();
        assertThat(notificationByRecipient).hasSize(INTENTS);
    }

    private static void aKeyOfTheStreamIsKnownOverRestToo(Api api) {
        ObjectNode intent = Api.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "kill").put("idempotency_key", "key-17");
        intent.putObject("audience").putArray("recipients").add("user:17");
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("n", 17);
        JsonNode receipt = api.post("/v1/intents", intent);
        assertThat(receipt.path("replayed").asBoolean()).isTrue();
    }

    private int port() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Files.writeString(config(), """
                    server: {port: %d}
                    data: {dir: "%s"}
                    redis: {url: "%s"}
                    intake: {redis: {enabled: true, stream: "%s", count: 50}}
                    dispatch: {lease: 2s}
                    """.formatted(
                            socket.getLocalPort(),
                            folder.resolve("data"),
                            RedisServer.shared().url(),
                            stream));
            return socket.getLocalPort();
        }
    }

    private Path config() {
        return folder.resolve("tidings.yaml");
    }
}
