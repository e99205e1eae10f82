package dev.tidings.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.linecorp.armeria.client.WebClient;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.server.app.Main;
import dev.tidings.testkit.container.Podman;
import dev.tidings.testkit.extension.FailureEvidence;
import dev.tidings.testkit.extension.NeedsPackages;
import dev.tidings.testkit.extension.TestPackages;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import io.lettuce.core.Range;
import io.lettuce.core.RedisClient;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes on one PostgreSQL, Redis and container engine; the driving node is killed during jobs. */
@NeedsPackages(TestPackages.CONTAINERS)
class JobTakeoverIT {
    private static final int GAMES = 6;
    private static final String IMAGE = "arena:1";
    private static final Duration TIMEOUT = Duration.ofSeconds(90);

    @TempDir
    Path folder;

    @RegisterExtension
    final FailureEvidence evidence = new FailureEvidence()
            .tail("node a", () -> folder.resolve("a.log"))
            .tail("node b", () -> folder.resolve("b.log"));

    private final String mark = UUID.randomUUID().toString();

    @Test
    void the_other_node_continues_with_one_result_per_job_and_adopts_running_runtimes() throws Exception {
        RedisClient client = RedisClient.create(RedisServer.shared().url());
        try (Podman podman = Podman.start();
                StatefulRedisConnection<String, String> connection = client.connect()) {
            podman.podman("tag", "tidings-test/base:1", IMAGE);
            String database = PostgresServer.shared().createDatabase();
            RedisCommands<String, String> redis = connection.sync();
            ServerProcess driving = node("a", database, podman);
            ServerProcess waiting = node("b", database, podman);
            try (ApiClient a = new ApiClient(driving.uri(), null);
                    ApiClient b = new ApiClient(waiting.uri(), null)) {
                driving.awaitReady();
                waiting.awaitReady();
                // The other node takes over.
                boolean first = drives(driving);
                ServerProcess killed = first ? driving : waiting;
                ApiClient left = first ? b : a;
                for (int i = 0; i < GAMES; i++) {
                    start(redis, i);
                }
                await().atMost(TIMEOUT).until(() -> results(redis).size() >= 2);
                killed.kill();

                await().atMost(TIMEOUT).until(() -> results(redis).size() >= GAMES);
                Map<String, String> before = results(redis).getFirst();
                start(redis, 0);
                await().atMost(TIMEOUT).until(() -> results(redis).size() > GAMES);

                List<Map<String, String>> results = results(redis);
                assertThat(results.subList(0, GAMES))
                        .allSatisfy(result -> assertThat(result)
                                .containsEntry("outcome", "success")
                                .containsEntry("error_code", ""))
                        .extracting(result -> result.get("game_id"))
                        .containsExactlyInAnyOrder("g-0", "g-1", "g-2", "g-3", "g-4", "g-5");
                assertThat(results.get(GAMES))
                        .containsEntry("error_code", "replay_no_op")
                        .containsEntry("game_id", "g-0")
                        .containsEntry("container_id", before.get("container_id"));
                assertThat(left.get("/v1/runtimes").path("runtimes"))
                        .hasSize(GAMES)
                        .extracting(runtime -> runtime.path("status").asText())
                        .containsOnly("running");
            } finally {
                driving.kill();
                waiting.kill();
            }
        } finally {
            client.shutdown(Duration.ZERO, Duration.ofSeconds(1));
        }
    }

    private static boolean drives(ServerProcess node) {
        String metrics = WebClient.of(node.uri()).blocking().get("/metrics").contentUtf8();
        return metrics.lines().anyMatch(line -> line.startsWith("tidings_jobs_leader 1"));
    }

    private void start(RedisCommands<String, String> redis, int game) {
        redis.xadd("start:" + mark, Map.of("game_id", "g-" + game, "image_ref", IMAGE));
    }

    private List<Map<String, String>> results(RedisCommands<String, String> redis) {
        return redis.xrange("results:" + mark, Range.unbounded()).stream()
                .map(StreamMessage::getBody)
                .toList();
    }

    private ServerProcess node(String name, String database, Podman podman) throws IOException {
        int port = FreePorts.free();
        Path config = folder.resolve(name + ".yaml");
        Files.writeString(config, """
            server: {port: %d}
            data: {dir: "%s"}
            store: {url: "%s", pool: 4, secret_key: %s}
            redis: {url: "%s"}
            jobs:
              enabled: true
              driver: docker
              takeover: 3s
              streams:
                {start_jobs: "start:%7$s", stop_jobs: "stop:%7$s", results: "results:%7$s", health: "health:%7$s"}
            runtimes:
              docker: {host: "%6$s", network: host, pull: never}
              catalogue:
                "arena:1": {command: [/bin/sh, -c, 'trap "exit 0" TERM; httpd -f -p $PORT -h /www & wait']}
            """.formatted(
                        port,
                        folder.resolve(name),
                        database,
                        "0123456789abcdef".repeat(4),
                        RedisServer.shared().url(),
                        podman.host(),
                        mark));
        return ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve(name + ".log"));
    }
}
