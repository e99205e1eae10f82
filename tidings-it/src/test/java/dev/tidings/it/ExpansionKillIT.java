package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Listing;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process while it expands a notification to a topic. {@code -Dtidings.seed=N} repeats the choices of a
 * run.
 */
@NeedsServers
class ExpansionKillIT {
    private static final int SUBSCRIBERS = 4_000;
    private static final int KILLS = 2;
    private static final Duration TIMEOUT = Duration.ofMinutes(4);

    private final long seed = Long.getLong("tidings.seed", new Random().nextLong(1_000_000));

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence =
            new FailureEvidence().seed(() -> String.valueOf(seed)).tail("server", () -> folder.resolve("server.log"));

    @Test
    void each_subscriber_gets_one_delivery_whenever_the_server_is_killed() throws Exception {
        int port = FreePorts.free();
        Path config = folder.resolve("tidings.yaml");
        Files.writeString(config, "server: {port: " + port + "}\n" + """
            data: {dir: "%s"}
            dispatch: {lease: 2s}
            """.formatted(folder.resolve("data")));
        ServerProcess server =
                ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve("server.log"));
        try (ApiClient api = new ApiClient(server.uri(), null)) {
            server.awaitReady();
            var _ = api.put("/v1/topics/releases/subscribers", subscribers());
            String id =
                    api.post("/v1/intents", intent()).path("notification_id").asText();
            for (int threshold :
                    new Random(seed).ints(KILLS, 1, SUBSCRIBERS).sorted().toArray()) {
                // Often, so that the kill comes soon after its delivery.
                await().atMost(TIMEOUT)
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> expansion(api, id).path("expanded").asInt() >= threshold);
                server.kill();
                server.restart();
                server.awaitReady();
            }
            await().atMost(TIMEOUT)
                    .until(() -> expansion(api, id).path("state").asText().equals("expanded"));

            assertThat(expansion(api, id).path("deliveries").asInt()).isEqualTo(SUBSCRIBERS);
            assertThat(recipients(api, id))
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, SUBSCRIBERS)
                            .mapToObj(ExpansionKillIT::subscriber)
                            .toList());
        } finally {
            assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
        }
    }

    private static String subscriber(int number) {
        return "user:" + number;
    }

    private static ObjectNode subscribers() {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        ArrayNode recipients = body.putArray("recipients");
        IntStream.range(0, SUBSCRIBERS).forEach(number -> recipients.add(subscriber(number)));
        return body;
    }

    private static ObjectNode intent() {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "release.published").put("producer", "kill-nine").put("idempotency_key", "topic");
        intent.putObject("audience").put("topic", "releases");
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("version", "2.1");
        return intent;
    }

    private static JsonNode expansion(ApiClient api, String id) {
        return api.get("/v1/notifications/" + id).path("expansion");
    }

    /** The recipient of each delivery of a notification. */
    private static List<String> recipients(ApiClient api, String id) {
        List<String> found = new ArrayList<>();
        boolean more = new Listing(api, "/v1/deliveries", "deliveries")
                .each(
                        Map.of("notification_id", id),
                        SUBSCRIBERS * 2,
                        one -> found.add(one.path("recipient").asText()));
        assertThat(more).isFalse();
        return found;
    }
}
