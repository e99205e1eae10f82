package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerOptions;
import dev.tidings.testkit.server.ServerProcess;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the process when the log has the events but the store has not committed them: Redis is blocked until all
 * appends are in flight, then the database, so that every append succeeds and no commit does. Each recipient has
 * another event waiting.
 */
@NeedsServers
class PushKillNineIT {
    private static final int RECIPIENTS = 20;
    private static final int EVENTS = 2 * RECIPIENTS;
    private static final String STREAM = "gateway:client_events";
    private static final String HOLD_MS = "60000";
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    @Test
    void events_appended_but_not_committed_are_retried_and_in_the_log_once_and_in_order() throws Exception {
        RedisClient client = null;
        try (RedisServer redis = RedisServer.start(ServerOptions.fast())) {
            client = RedisClient.create(redis.url());
            int port = configure(redis);
            ServerProcess server =
                    ServerProcess.start(ServerCommand.serve(Main.class, config()), port, folder.resolve("server.log"));
            try (StatefulRedisConnection<String, String> connection = client.connect();
                    ApiClient api = new ApiClient(server.uri(), null)) {
                server.awaitReady();
                RedisCommands<String, String> commands = connection.sync();

                List<String> deliveries = killBetweenAppendAndCommit(server, api, commands);
                server.restart();
                server.awaitReady();

                await().atMost(TIMEOUT).until(() -> sent(api) == EVENTS);
                assertThat(appended(commands)).containsExactlyInAnyOrderElementsOf(deliveries);
                for (int i = 0; i < RECIPIENTS; i++) {
                    String first = deliveries.get(i);
                    String second = deliveries.get(i + RECIPIENTS);
                    assertThat(results(api, first)).as(first).containsExactly("unknown", "sent");
                    assertThat(results(api, second)).as(second).containsExactly("sent");
                    assertThat(appended(commands)).as("the order of user:" + i).containsSubsequence(first, second);
                }
            } finally {
                server.kill();
            }
        } finally {
            if (client != null) {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
    }

    private List<String> killBetweenAppendAndCommit(
            ServerProcess server, ApiClient api, RedisCommands<String, String> redis)
            throws SQLException, InterruptedException {
        pause(redis, "PAUSE", HOLD_MS);
        List<String> deliveries = submit(api);
        try (Connection database = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/tidings.db"));
                Statement sql = database.createStatement()) {
            sql.execute("PRAGMA busy_timeout = 10000");
            sql.execute("BEGIN IMMEDIATE");
            pause(redis, "UNPAUSE");
            await().atMost(TIMEOUT).until(() -> redis.xlen(STREAM) == RECIPIENTS);
            try (ResultSet row = sql.executeQuery("SELECT count(*) FROM deliveries WHERE status = 'sending'")) {
                assertThat(row.getInt(1))
                        .as("deliveries without a stored result")
                        .isEqualTo(RECIPIENTS);
            }
            server.kill();
            sql.execute("ROLLBACK");
        }
        return deliveries;
    }

    /** Blocks only writes. */
    private static void pause(RedisCommands<String, String> redis, String... words) {
        CommandArgs<String, String> args = new CommandArgs<>(StringCodec.UTF8);
        for (String word : words) {
            args.add(word);
        }
        if (words.length > 1) {
            args.add("WRITE");
        }
        redis.dispatch(CommandType.CLIENT, new StatusOutput<>(StringCodec.UTF8), args);
    }

    /** Together, because an append waits for Redis for at most five seconds. */
    private static List<String> submit(ApiClient api) {
        ObjectNode batch = ApiClient.JSON.createObjectNode();
        ArrayNode intents = batch.putArray("intents");
        for (int i = 0; i < EVENTS; i++) {
            ObjectNode intent = intents.addObject();
            intent.put("producer", "shop").put("idempotency_key", "k" + i).put("type", "order.paid");
            intent.putArray("channels").add("push");
            intent.putObject("audience").putArray("recipients").add("user:" + i % RECIPIENTS);
            intent.putObject("payload").put("order", i);
        }
        List<String> deliveries = new ArrayList<>();
        for (JsonNode result : api.post("/v1/intents:batch", batch).path("results")) {
            deliveries.add(result.at("/receipt/deliveries/0/delivery_id").asText());
        }
        return deliveries;
    }

    private static int sent(ApiClient api) {
        return api.get("/v1/deliveries", Map.of("status", "sent", "limit", "100"))
                .path("deliveries")
                .size();
    }

    private static List<String> appended(RedisCommands<String, String> redis) {
        return redis.xrange(STREAM, Range.unbounded()).stream()
                .map(StreamMessage::getBody)
                .map(fields -> fields.get("event_id"))
                .toList();
    }

    private static List<String> results(ApiClient api, String delivery) {
        List<String> results = new ArrayList<>();
        for (JsonNode attempt : api.get("/v1/deliveries/" + delivery).path("attempts")) {
            results.add(attempt.path("result").asText());
        }
        return results;
    }

    private int configure(RedisServer redis) throws IOException {
        int port = FreePorts.free();
        Files.writeString(config(), """
            server: {port: %d}
            data: {dir: "%s"}
            redis: {url: "%s"}
            push: {log: redis}
            dispatch: {lease: 2s}
            """.formatted(port, folder.resolve("data"), redis.url()));
        return port;
    }

    private Path config() {
        return folder.resolve("tidings.yaml");
    }
}
