package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.client.WebClient;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.config.Configuration;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NeedsServers
class PushOutageTest {
    private static final int EACH = 10;

    @TempDir
    Path folder;

    private static Configuration configuration(Path folder, String redis) {
        return new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s}
            data: {dir: "%s"}
            redis: {url: "%s"}
            push: {log: redis}
            channels: {push: {retry: {min: 100ms, max: 200ms, max_attempts: 100}}}
            """.formatted(folder, redis));
    }

    private static void submit(ApiClient api, String name) {
        for (int i = 0; i < EACH; i++) {
            ObjectNode intent = EdgeServer.JSON.createObjectNode();
            intent.put("producer", "shop").put("idempotency_key", name + i).put("type", "order.paid");
            intent.putArray("channels").add("push");
            intent.putObject("audience").putArray("recipients").add("user:" + i);
            intent.putObject("payload").put("order", i);
            api.post("/v1/intents", intent);
        }
    }

    private static Stream<String> metrics(Application application) {
        return WebClient.of(application.uri())
                .blocking()
                .get("/metrics")
                .contentUtf8()
                .lines();
    }

    private static void awaitSent(ApiClient api, int count) {
        await().until(() -> api.get("/v1/deliveries?status=sent&limit=100")
                        .path("deliveries")
                        .size()
                == count);
    }

    @Test
    void events_pushed_during_a_redis_outage_are_in_the_log_once_afterwards() {
        try (RedisServer redis = RedisServer.start(ServerOptions.durable());
                Application application = Application.start(configuration(folder, redis.url()));
                ApiClient api = new ApiClient(application.uri(), null)) {
            submit(api, "before");
            awaitSent(api, EACH);

            redis.stop();
            submit(api, "during");
            await().until(() -> metrics(application).anyMatch("tidings_push_log_available 0.0"::equals));
            assertThat(api.get("/v1/deliveries?status=failed").path("deliveries"))
                    .as("an unavailable event log uses up no attempt")
                    .isEmpty();
            redis.start();

            awaitSent(api, 2 * EACH);
            RedisClient client = RedisClient.create(redis.url());
            try (StatefulRedisConnection<String, String> connection = client.connect()) {
                assertThat(connection.sync().xlen("gateway:client_events")).isEqualTo(2L * EACH);
            } finally {
                client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
            }
        }
    }
}
