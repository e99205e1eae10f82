package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.cli.rest.Api;
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
                Api api = new Api(first.uri(), null)) {
            tail = CompletableFuture.supplyAsync(() -> new Cli(Map.of())
                    .run("tail", "--recipient", "user:42", "--count", "4", "--server", "http://127.0.0.1:" + port));
            await().until(() -> present(api));
            submit(api, 1);
            submit(api, 2);
        }
        try (Application second = Application.start(configuration(port));
                Api api = new Api(second.uri(), null)) {
            submit(api, 3);
            submit(api, 4);

            Cli.Result result = tail.get(30, TimeUnit.SECONDS);

            assertThat(result.exit()).as("%s", result).isZero();
            assertThat(result.out().lines().map(line -> line.replaceAll(".*\\{", "{")))
                    .containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}");
            assertThat(result.err()).contains("# fresh").contains("# recovered");
        }
    }

    private static boolean present(Api api) {
        return api.get("/v1/presence", Map.of("recipient", "user:42"))
                        .at("/recipients/0/subscriptions")
                        .asInt()
                == 1;
    }

    private static void submit(Api api, int number) {
        var _ = api.post(
                "/v1/intents",
                Api.JSON
                        .createObjectNode()
                        .put("producer", "test")
                        .put("idempotency_key", "k" + number)
                        .put("type", "example.tick")
                        .setAll(Map.of(
                                "channels", Api.JSON.createArrayNode().add("push"),
                                "audience",
                                        Api.JSON
                                                .createObjectNode()
                                                .set(
                                                        "recipients",
                                                        Api.JSON
                                                                .createArrayNode()
                                                                .add("user:42")),
                                "payload", Api.JSON.createObjectNode().put("n", number))));
        awaitSent(api, number);
    }

    private static void awaitSent(Api api, int count) {
        await().until(() -> api.get("/v1/deliveries", Map.of("status", "sent"))
                        .path("deliveries")
                        .size()
                == count);
    }

    private Configuration configuration(int port) {
        return new ProcessHost(Map.of())
                .read("server: {port: %d, shutdown_grace: 200ms}\ndata: {dir: \"%s\"}".formatted(port, folder));
    }
}
