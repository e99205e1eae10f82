package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.Listing;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Kills the real process at random while it accepts intents from a stream or topic. {@code -Dtidings.seed=N}
 * repeats the choices of a run.
 */
abstract class IntakeKillContract {
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    final String name = "kill." + UUID.randomUUID();
    private final int intents;
    private final long seed = Long.getLong("tidings.seed", new Random().nextLong(1_000_000));
    private final Random random = new Random(seed);

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence =
            new FailureEvidence().seed(() -> String.valueOf(seed)).tail("server", () -> folder.resolve("server.log"));

    /** @param intents how many, under the keys {@code key-0}, {@code key-1} and so on, each for {@code user:n} */
    IntakeKillContract(int intents) {
        this.intents = intents;
    }

    /** Writes these where the server reads, in order. */
    abstract void add(int from, int to) throws Exception;

    /** The configuration sections of the source. */
    abstract String sections();

    @Test
    void each_intent_is_accepted_exactly_once_whenever_the_server_is_killed() throws Exception {
        add(0, intents / 2);
        int port = port();
        ServerProcess server =
                ServerProcess.start(ServerCommand.serve(Main.class, config()), port, folder.resolve("server.log"));
        try (ApiClient api = new ApiClient(server.uri(), null)) {
            server.awaitReady();
            awaitAccepted(api, random.nextInt(intents / 4));
            server.kill();
            server.restart();
            server.awaitReady();
            add(intents / 2, intents);
            awaitAccepted(api, intents - 1);
            everyIntentHasOneNotification(api);
            aKeyIsKnownOverRestToo(api);
            assertThat(api.get("/v1/quarantine").path("items")).isEmpty();
        } finally {
            assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
        }
    }

    /** In the order of the stream: all earlier intents are accepted too. Looks often, so that a kill comes soon after its intent. */
    private static void awaitAccepted(ApiClient api, int number) {
        await().atMost(TIMEOUT)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> !api.get("/v1/deliveries", Map.of("recipient", "user:" + number))
                        .path("deliveries")
                        .isEmpty());
    }

    private void everyIntentHasOneNotification(ApiClient api) {
        Map<String, String> notificationByRecipient = new HashMap<>();
        boolean more = new Listing(api, "/v1/deliveries", "deliveries")
                .each(
                        Map.of(),
                        intents * 2,
                        one -> assertThat(notificationByRecipient.put(
                                        one.path("recipient").asText(),
                                        one.path("notification_id").asText()))
                                .as("a second delivery to " + one)
                                .isNull());
        assertThat(more).isFalse();
        assertThat(notificationByRecipient).hasSize(intents);
    }

    private static void aKeyIsKnownOverRestToo(ApiClient api) {
        JsonNode receipt = api.post("/v1/intents", intent(17));
        assertThat(receipt.path("replayed").asBoolean()).isTrue();
    }

    static ObjectNode intent(int number) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "kill").put("idempotency_key", "key-" + number);
        intent.putObject("audience").putArray("recipients").add("user:" + number);
        intent.putArray("channels").add("push");
        intent.putObject("payload").put("n", number);
        return intent;
    }

    private int port() throws IOException {
        int port = FreePorts.free();
        Files.writeString(config(), """
            server: {port: %d}
            data: {dir: "%s"}
            dispatch: {lease: 2s}
            """.formatted(port, folder.resolve("data")) + sections());
        return port;
    }

    private Path config() {
        return folder.resolve("tidings.yaml");
    }
}
