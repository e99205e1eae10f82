package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.config.Configuration;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsServers
class TailTest {
    @TempDir
    Path folder;

    @Test
    void it_shows_each_event_once_and_in_order_across_a_restart_of_the_server() throws Exception {
        int port = FreePorts.free();
        CompletableFuture<Cli.Result> tail;
        try (Application first = Application.start(configuration(port));
                ApiClient api = new ApiClient(first.uri(), null)) {
            tail = CompletableFuture.supplyAsync(() -> new Cli(Map.of())
                    .run("tail", "--recipient", "user:42", "--count", "4", "--server", "http://127.0.0.1:" + port));
            await().until(() -> present(api));
            submit(api, 1);
            submit(api, 2);
        }
        try (Application second = Application.start(configuration(port));
                ApiClient api = new ApiClient(second.uri(), null)) {
            submit(api, 3);
            submit(api, 4);

            Cli.Result result = tail.get(30, TimeUnit.SECONDS);

            assertThat(result.exit()).as("%s", result).isZero();
            assertThat(result.out().lines().map(line -> line.replaceAll(".*\\{", "{")))
                    .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
            assertThat(result.err()).contains("# fresh").contains("# recovered");
        }
    }

    private static boolean present(ApiClient api) {
        return api.get("/v1/presence", Map.of("recipient", "user:42"))
                        .at("/recipients/0/subscriptions")
                        .asInt()
                == 1;
    }

    private static void submit(ApiClient api, int number) {
        var _ = api.post(
                "/v1/intents",
                ApiClient.JSON
                        .createObjectNode()
                        .put("producer", "test")
                        .put("idempotency_key", "k" + number)
                        .put("type", "example.tick")
                        .setAll(Map.of(
                                "channels", ApiClient.JSON.createArrayNode().add("push"),
                                "audience",
                                        ApiClient.JSON
                                                .createObjectNode()
                                                .set(
                                                        "recipients",
                                                        ApiClient.JSON
                                                                .createArrayNode()
                                                                .add("user:42")),
                                "payload", ApiClient.JSON.createObjectNode().put("n", number))));
        awaitSent(api, number);
    }

    private static void awaitSent(ApiClient api, int count) {
        await().until(() -> api.get("/v1/deliveries", Map.of("status", "sent"))
                        .path("deliveries")
                        .size()
                == count);
    }

    private Configuration configuration(int port) {
        return new ProcessEnvironment(Map.of())
                .read("server: {port: %d, shutdown_grace: 200ms}\ndata: {dir: \"%s\"}".formatted(port, folder));
    }
}
