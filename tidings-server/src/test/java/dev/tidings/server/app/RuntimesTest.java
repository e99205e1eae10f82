package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.WebClient;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.cli.ExitCodes;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.streams.redis.RedisConnections;
import dev.tidings.testkit.contract.AsyncApi;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.FreePorts;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.testkit.server.ServerCommand;
import dev.tidings.testkit.server.ServerProcess;
import dev.tidings.v1.ListRuntimesRequest;
import dev.tidings.v1.RuntimeServiceGrpc;
import io.lettuce.core.Range;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.api.StatefulRedisConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runtimes over streams, REST, gRPC and the command line, and across kills of the server. */
@NeedsServers
class RuntimesTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final String SERVE = "use IO::Socket::INET; $| = 1; print qq{map is desert\\n};"
            + " my $s = IO::Socket::INET->new(LocalAddr => q{127.0.0.1}, LocalPort => $ENV{PORT}, Listen => 16,"
            + " ReuseAddr => 1) or die; my @kept; while (my $c = $s->accept) { push @kept, $c; }";

    @TempDir
    Path folder;

    private final String mark = UUID.randomUUID().toString();
    private RedisConnections redis;
    private StatefulRedisConnection<String, byte[]> connection;

    @BeforeEach
    void connect() {
        redis = RedisConnections.at(RedisServer.shared().url());
        connection = redis.connect();
    }

    @AfterEach
    void disconnect() {
        connection.close();
        redis.close();
    }

    private String jobs() {
        return """
            redis: {url: "%1$s"}
            jobs:
              enabled: true
              sweep: 100ms
              streams: {start_jobs: "start:%2$s", stop_jobs: "stop:%2$s", results: "results:%2$s", health: "health:%2$s"}
            runtimes:
              stop_grace: 1s
              catalogue:
                "arena:1": {command: [perl, -e, '%3$s']}
            """.formatted(RedisServer.shared().url(), mark, SERVE);
    }

    @Test
    void a_game_is_started_inspected_and_stopped_manually() throws Exception {
        try (Application application = Application.start(Configurations.of(folder, jobs()))) {
            Cli cli = new Cli(Map.of(), "--server", application.uri().toString());
            assertThat(cli.run("runtimes", "list").out()).contains("No runtimes.");

            Cli.Result started = cli.run("runtimes", "start", "game/7", "arena:1");
            assertThat(started.out()).contains("game/7 success tcp://127.0.0.1:");
            assertThat(cli.run("runtimes", "start", "game/7", "arena:1").out()).contains("replay_no_op");
            Cli.Result unknown = cli.run("runtimes", "start", "game/8", "chess:1");
            assertThat(unknown.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(unknown.out()).contains("game/8 failure image_not_found");

            assertThat(cli.run("runtimes", "list").out()).contains("game/7", "running", "arena:1", "failed");
            assertThat(cli.run("runtimes", "show", "game/7").out()).contains("status:", "running");
            assertThat(cli.run("runtimes", "logs", "game/7").out()).contains("map is desert");
            assertThat(cli.run("runtimes", "operations", "game/7").out()).contains("start", "success", "rest");
            assertThat(GrpcClients.newClient(
                                    "gproto+" + application.uri(), RuntimeServiceGrpc.RuntimeServiceBlockingStub.class)
                            .listRuntimes(ListRuntimesRequest.getDefaultInstance())
                            .getRuntimesList())
                    .hasSize(2);

            assertThat(cli.run("runtimes", "stop", "game/7", "--reason", "over").exit())
                    .isZero();
            assertThat(cli.run("runtimes", "show", "game/7").out()).contains("stopped");
            assertThat(cli.run("runtimes", "stop", "never").out()).contains("runtime_not_found");

            assertThat(WebClient.of(application.uri())
                            .blocking()
                            .get("/metrics")
                            .contentUtf8())
                    .contains(
                            "tidings_jobs_leader 1",
                            "tidings_jobs_ended_total{code=\"\",kind=\"start\",outcome=\"success\"} 1",
                            "tidings_jobs_ended_total{code=\"replay_no_op\",kind=\"start\",outcome=\"success\"} 1",
                            "tidings_jobs_ended_total{code=\"runtime_not_found\",kind=\"stop\",outcome=\"failure\"} 1",
                            "tidings_jobs_duration_seconds_count{kind=\"start\"} 3");
        }
    }

    @Test
    void a_server_without_jobs_refuses_them_and_shows_existing_runtimes() throws Exception {
        try (Application application = Application.start(Configurations.of(folder))) {
            Cli cli = new Cli(Map.of(), "--server", application.uri().toString());
            assertThat(cli.run("runtimes", "list").exit()).isZero();
            Cli.Result refused = cli.run("runtimes", "start", "g", "arena:1");
            assertThat(refused.exit()).isEqualTo(ExitCodes.FAILED);
            assertThat(refused.err()).contains("jobs.enabled is false");
        }
    }

    @Test
    void each_job_has_one_result_across_kills_of_the_server() throws Exception {
        int games = 12;
        Path config = folder.resolve("tidings.yaml");
        int port = FreePorts.free();
        Files.writeString(config, """
            server: {port: %d, shutdown_grace: 2s}
            data: {dir: "%s"}
            """.formatted(port, folder.resolve("data")) + jobs());
        Random random = new Random();
        ServerProcess server =
                ServerProcess.start(ServerCommand.serve(Main.class, config), port, folder.resolve("server.log"));
        try (ApiClient api = new ApiClient(server.uri(), null)) {
            server.awaitReady();
            for (int i = 0; i < games; i++) {
                add("start:", Map.of("game_id", "g-" + i, "image_ref", "arena:1"));
            }
            await().atMost(TIMEOUT).until(() -> texts("results:").size() > random.nextInt(games / 2));
            server.kill();
            server.restart();
            server.awaitReady();
            for (int i = 0; i < games; i++) {
                add("stop:", Map.of("game_id", "g-" + i));
            }
            await().atMost(TIMEOUT).until(() -> texts("results:").size() >= 2 * games);

            AsyncApi contract = AsyncApi.of("job-results");
            List<Map<String, String>> results = texts("results:");
            results.forEach(
                    result -> contract.checkTexts(result.containsKey("kind") ? "stopResult" : "startResult", result));
            assertThat(results)
                    .filteredOn(result -> !result.containsKey("kind"))
                    .extracting(result -> result.get("game_id"))
                    .doesNotHaveDuplicates()
                    .hasSize(games);
            assertThat(results)
                    .filteredOn(result -> result.containsKey("kind"))
                    .extracting(result -> result.get("game_id"))
                    .doesNotHaveDuplicates()
                    .hasSize(games);
            JsonNode runtimes = api.get("/v1/runtimes").path("runtimes");
            for (JsonNode runtime : runtimes) {
                if (runtime.path("status").asText().equals("running")) {
                    api.post("/v1/runtimes/" + runtime.path("game_id").asText() + ":stop", null);
                }
            }
        } finally {
            assertThat(server.stop()).as("exit code after SIGTERM").isIn(0, 143);
        }
    }

    private void add(String stream, Map<String, String> fields) {
        Map<String, byte[]> body = new LinkedHashMap<>();
        fields.forEach((name, value) -> body.put(name, value.getBytes(StandardCharsets.UTF_8)));
        connection.sync().xadd(stream + mark, body);
    }

    private List<Map<String, String>> texts(String stream) {
        return connection.sync().xrange(stream + mark, Range.unbounded()).stream()
                .map(RuntimesTest::texts)
                .toList();
    }

    private static Map<String, String> texts(StreamMessage<String, byte[]> entry) {
        Map<String, String> texts = new LinkedHashMap<>();
        entry.getBody().forEach((name, value) -> texts.put(name, new String(value, StandardCharsets.UTF_8)));
        return texts;
    }
}
