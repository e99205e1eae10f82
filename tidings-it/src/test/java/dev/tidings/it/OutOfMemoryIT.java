package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A server that runs out of memory exits, with the flags of the launcher. */
@NeedsServers
@EnabledOnOs({OS.LINUX, OS.MAC})
class OutOfMemoryIT {
    private static final Path LAUNCHER = Path.of("../tidings");

    /** The exit code of HotSpot. */
    private static final int EXIT = 3;

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence().tail("server", () -> folder.resolve("server.log"));

    /** The server, with code that uses up all memory on request. */
    static final class Eaten {
        private static final int PIECE = 1024 * 1024;
        private static final List<byte[]> KEPT = new ArrayList<>();

        private Eaten() {}

        public static void main(String[] args) {
            Thread.ofPlatform().daemon().start(Eaten::eatWhenTold);
            Main.main(args);
        }

        private static void eatWhenTold() {
            if (new Scanner(System.in, StandardCharsets.UTF_8).hasNextLine()) {
                while (true) {
                    KEPT.add(new byte[PIECE]);
                }
            }
        }
    }

    @Test
    void the_process_exits_and_the_next_one_sends_its_deliveries() throws Exception {
        // The first request gets no response while the server is running.
        Behavior inTurn =
                Behavior.inTurn(Behavior.Answer.status(200).after(Duration.ofMinutes(10)), Behavior.Answer.status(200));
        CountDownLatch sending = new CountDownLatch(1);
        Behavior behavior = received -> {
            sending.countDown();
            return inTurn.answer(received);
        };
        try (SinkServer sink = SinkServer.start(0, behavior, received -> {}, InstantSource.system())) {
            int port = FreePorts.free();
            ServerProcess server = ServerProcess.start(
                    ServerCommand.serveClasses(Eaten.class, config(port), flags()), port, folder.resolve("server.log"));
            try (ApiClient api = new ApiClient(server.uri(), null)) {
                server.awaitReady();
                var _ = api.put(
                        "/v1/recipients/user:1/endpoints/webhook",
                        ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/"));
                String delivery = submit(api);
                sending.await();

                server.write("eat");

                assertThat(server.awaitEnd()).isEqualTo(EXIT);
                server.restart();
                server.awaitReady();
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> status(api, delivery).equals("sent"));
                List<String> results = new ArrayList<>();
                api.get("/v1/deliveries/" + delivery)
                        .path("attempts")
                        .forEach(attempt -> results.add(attempt.path("result").asText()));
                assertThat(results).containsExactly("unknown", "sent");
            } finally {
                var _ = server.stop();
            }
        }
    }

    private static String submit(ApiClient api) {
        ObjectNode intent = ApiClient.JSON.createObjectNode();
        intent.put("type", "build.failed").put("producer", "eaten").put("idempotency_key", "1");
        intent.putObject("audience").putArray("recipients").add("user:1");
        intent.putObject("payload").put("n", 1);
        JsonNode receipt = api.post("/v1/intents", intent);
        return receipt.path("deliveries").path(0).path("delivery_id").asText();
    }

    private static String status(ApiClient api, String delivery) {
        return api.get("/v1/deliveries/" + delivery, Map.of()).path("status").asText();
    }

    /** Reads them from the launcher. */
    private static List<String> flags() throws IOException {
        String script = Files.readString(LAUNCHER);
        String function =
                script.substring(script.indexOf("flags() {"), script.indexOf("\n}", script.indexOf("flags() {")) + 3);
        Process shell = new ProcessBuilder("/bin/sh", "-c", function + "flags").start();
        return new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private Path config(int port) throws IOException {
        return Files.writeString(
                folder.resolve("tidings.yaml"),
                "server: {port: " + port + "}\n" + """
                    data: {dir: "%s"}
                    outbound: {allow: [127.0.0.0/8]}
                    dispatch: {lease: 2s}
                    channels: {webhook: {timeout: 1m}}
                    """.formatted(folder.resolve("data")));
    }
}
