package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.client.grpc.GrpcClients;
import dev.tidings.cli.demo.Behavior;
import dev.tidings.cli.demo.ReceivedWebhook;
import dev.tidings.cli.demo.SinkServer;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.core.node.NodeRole;
import dev.tidings.server.tail.SseTail;
import dev.tidings.server.tail.Tail;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.PostgresServer;
import dev.tidings.testkit.server.RedisServer;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.SubmitRequest;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three servers on one database and event log, with one role each. The lanes poll once per minute, so that what is sent sooner
 * was signaled by the node with the role intake.
 */
@NeedsServers
class ClusterRolesTest {
    private static final String SECRET_KEY = "0123456789abcdef".repeat(4);
    private static final String STREAM = "roles." + UUID.randomUUID();

    @TempDir
    static Path folder;

    private static final Map<NodeRole, Application> NODES = new EnumMap<>(NodeRole.class);
    private static final List<ReceivedWebhook> RECEIVED = new CopyOnWriteArrayList<>();
    private static final AtomicInteger KEYS = new AtomicInteger();
    private static SinkServer sink;
    private static ApiClient intake;

    @BeforeAll
    static void start() throws Exception {
        sink = SinkServer.start(0, any -> Behavior.Answer.status(200), RECEIVED::add, InstantSource.system());
        String url = PostgresServer.shared().createDatabase();
        for (NodeRole role : NodeRole.values()) {
            NODES.put(role, node(role, url));
        }
        intake = new ApiClient(uri(NodeRole.INTAKE), null);
        for (String recipient : List.of("user:1", "user:2", "user:3", "user:4")) {
            var _ = intake.put(
                    "/v1/recipients/" + recipient + "/endpoints/webhook",
                    ApiClient.JSON.createObjectNode().put("address", sink.uri() + "/" + recipient));
        }
        // The node listens for signals soon after its start.
        await().untilAsserted(() -> {
            submit("user:1", "webhook");
            assertThat(received("user:1")).isPositive();
        });
    }

    private static Application node(NodeRole role, String url) {
        return Application.start(new ProcessEnvironment(Map.of()).read("""
            server: {port: 0, shutdown_grace: 2s, roles: [%1$s]}
            data: {dir: "%2$s"}
            outbound: {allow: [127.0.0.0/8]}
            channels: {webhook: {when: not_present}}
            store: {url: "%3$s", pool: 4, secret_key: %4$s}
            redis: {url: "%5$s"}
            push: {log: redis, stream: "%6$s"}
            dispatch: {node: the-%1$s, poll_busy: 1m, poll_idle: 1m}
            """.formatted(
                        role.code(),
                        folder.resolve(role.code()),
                        url,
                        SECRET_KEY,
                        RedisServer.shared().url(),
                        STREAM)));
    }

    @AfterAll
    static void stop() {
        intake.close();
        // Started concurrently, to save time.
        NODES.values().parallelStream().forEach(Application::close);
        sink.close();
    }

    @Test
    void an_intent_to_the_intake_node_is_sent_by_the_dispatch_node_without_a_poll() {
        String delivery =
                submit("user:2", "webhook").at("/deliveries/0/delivery_id").asText();

        awaitSent(delivery);
        assertThat(received("user:2")).isOne();
    }

    @Test
    void a_delivery_that_an_operator_replays_on_the_intake_node_is_sent_without_a_poll() {
        String delivery =
                submit("user:3", "webhook").at("/deliveries/0/delivery_id").asText();
        awaitSent(delivery);

        var _ = intake.post("/v1/deliveries/" + delivery + ":replay", null);

        await().untilAsserted(() -> assertThat(received("user:3")).isEqualTo(2));
    }

    @Test
    void an_intent_to_a_topic_is_expanded_by_the_intake_node_and_sent_without_a_poll() throws Exception {
        var _ = intake.put("/v1/topics/team/subscribers", ApiClient.JSON.readTree("{\"recipients\": [\"user:4\"]}"));

        var _ = intake.post("/v1/intents", intent("{\"topic\": \"team\"}", "webhook"));

        await().untilAsserted(() -> assertThat(received("user:4")).isOne());
    }

    @Test
    void an_event_is_sent_by_the_dispatch_node_and_received_at_the_gateway_node() throws Exception {
        try (Tail tail = new SseTail(uri(NodeRole.GATEWAY).getPort(), "/v1/events?recipient=user:5")) {
            tail.next("fresh");

            String delivery =
                    submit("user:5", "push").at("/deliveries/0/delivery_id").asText();

            assertThat(tail.next("event").id()).isEqualTo(delivery);
        }
    }

    @Test
    void the_intake_node_skips_recipients_who_are_present_at_the_gateway_node() throws Exception {
        try (Tail tail = new SseTail(uri(NodeRole.GATEWAY).getPort(), "/v1/events?recipient=user:1")) {
            tail.next("fresh");

            await().untilAsserted(() -> assertThat(submit("user:1", "webhook")
                            .at("/deliveries/0/status")
                            .asText())
                    .isEqualTo("skipped"));
        }
    }

    @Test
    void each_path_is_served_by_the_nodes_with_its_role_and_named_by_the_others() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient();
                // Closed before the client, which would wait for the stream of events.
                AutoCloseable _ = http::shutdownNow) {
            for (String operation : OpenApi.DOCUMENT.operations()) {
                if (operation.startsWith("GET ")) {
                    String path = operation.substring("GET ".length()).replaceAll("\\{\\w+}", "x");
                    NodeRole serving = RoleRoutes.of(path).orElse(null);
                    for (NodeRole asked : NodeRole.values()) {
                        Answer answer = get(http, asked, path);
                        if (serving == null || asked == serving) {
                            assertThat(answer.status()).as("%s %s", asked, path).isNotEqualTo(421);
                            assertThat(answer.body()).as("%s %s", asked, path).doesNotContain("no such path");
                        } else {
                            assertThat(answer.status()).as("%s %s", asked, path).isEqualTo(421);
                            assertThat(answer.body())
                                    .contains("\"misdirected\"")
                                    .contains("nodes with the role " + serving.code() + " serve this path");
                        }
                    }
                }
            }
        }
    }

    @Test
    void a_call_over_grpc_to_a_node_without_its_role_names_the_role() {
        IntentServiceBlockingStub stub =
                GrpcClients.newClient("gproto+" + uri(NodeRole.GATEWAY), IntentServiceBlockingStub.class);

        assertThatThrownBy(() -> stub.submit(SubmitRequest.getDefaultInstance()))
                .isInstanceOfSatisfying(
                        StatusRuntimeException.class,
                        refused -> assertThat(refused.getStatus().getCode()).isEqualTo(Status.Code.UNIMPLEMENTED))
                .hasMessageContaining("nodes with the role intake serve this path");
    }

    @Test
    void every_node_is_ready_and_listed_with_its_role() throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (NodeRole role : NodeRole.values()) {
                assertThat(get(http, role, "/readyz").status()).as("%s", role).isEqualTo(200);
                assertThat(get(http, role, "/metrics").body()).as("%s", role).contains("tidings_nodes_live");
            }
        }
        assertThat(new Cli(Map.of(), "--server", uri(NodeRole.INTAKE).toString())
                        .run("nodes")
                        .out())
                .containsPattern("the-dispatch .* dispatch .*webhook")
                .containsPattern("the-gateway .* gateway")
                .containsPattern("the-intake .* intake");
    }

    private record Answer(int status, String body) {}

    /** Reads no more than the head of an endless response. */
    private static Answer get(HttpClient http, NodeRole role, String path) throws IOException, InterruptedException {
        HttpResponse<InputStream> response = http.send(
                HttpRequest.newBuilder(uri(role).resolve(path)).build(), HttpResponse.BodyHandlers.ofInputStream());
        try (InputStream body = response.body()) {
            boolean endless =
                    response.headers().firstValue("content-type").orElse("").startsWith("text/event-stream");
            return new Answer(
                    response.statusCode(), endless ? "" : new String(body.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static URI uri(NodeRole role) {
        return Objects.requireNonNull(NODES.get(role)).uri();
    }

    private static JsonNode submit(String recipient, String channel) {
        return intake.post("/v1/intents", intent("{\"recipients\": [\"" + recipient + "\"]}", channel));
    }

    private static JsonNode intent(String audience, String channel) {
        try {
            return ApiClient.JSON.readTree("""
                {"producer": "shop", "idempotency_key": "k%d", "type": "order.paid", "channels": ["%s"],
                 "audience": %s, "payload": {"order": 7}}\
                """.formatted(KEYS.incrementAndGet(), channel, audience));
        } catch (JsonProcessingException malformed) {
            throw new AssertionError(malformed);
        }
    }

    private static long received(String recipient) {
        return RECEIVED.stream()
                .filter(one -> one.path().equals("/" + recipient))
                .count();
    }

    private static void awaitSent(String delivery) {
        await().until(() ->
                intake.get("/v1/deliveries/" + delivery).path("status").asText().equals("sent"));
    }
}
