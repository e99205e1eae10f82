package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.access.ApiKey;
import dev.tidings.core.access.Scope;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.jobs.jdbc.JdbcRuntimes;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.Publication;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A tenant with all scopes calls every route with ids of another tenant: it can neither read nor change anything. */
@NeedsServers
class TenantCrossingTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    /** Part of all data of the other tenant, but of no request. */
    private static final String MARK = "ours-9f27c1";

    private static final String RECIPIENT = "user:42";

    private static final String GAME = "game-7";

    private String ours = "";
    private String theirs = "";
    private Map<String, String> ids = Map.of();

    @BeforeEach
    void haveSomething() {
        ours = key("ours");
        theirs = key("theirs");
        ApiKey marked = SERVER.keys.create(MARK, "ours", Set.of(Scope.PRODUCE)).key();
        SERVER.clock.advance(Duration.ofSeconds(2));
        String endpoint = "/v1/recipients/" + RECIPIENT + "/endpoints/webhook";
        Answer put = SERVER.put(endpoint, "{\"address\":\"http://127.0.0.1:9/" + MARK + "\"}", "authorization", ours);
        assertThat(put.status()).isEqualTo(201);
        assertThat(SERVER.put(
                                "/v1/recipients/" + RECIPIENT,
                                "{\"attributes\":{\"mark\":\"" + MARK + "\"}}",
                                "authorization",
                                ours)
                        .status())
                .isEqualTo(201);
        Answer accepted = SERVER.post("/v1/intents", """
            {"type":"build.failed","producer":"ci","idempotency_key":"k","audience":{"recipients":["%s"]},
             "channels":["webhook"],"request_id":"%s","payload":{"a":"%s"}}\
            """.formatted(RECIPIENT, MARK, MARK), "authorization", ours);
        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        SERVER.end(SERVER::rejected);
        SERVER.store
                .quarantine()
                .quarantine(new QuarantinedItem(
                        "qua_1", "ours", "redis:" + MARK, "1-0", new byte[] {1}, MARK, SERVER.clock.instant()));
        SERVER.store.events().addEvent("ours", "endpoint.disabled", RECIPIENT + "/webhook", MARK);
        new JdbcRuntimes(SERVER.store)
                .changes()
                .begin(
                        new Operation(
                                "op_1",
                                "ours",
                                GAME,
                                OperationKind.START,
                                "rest",
                                null,
                                MARK,
                                MARK,
                                null,
                                SERVER.clock.instant(),
                                null,
                                Publication.NONE),
                        present -> GameRuntime.requested("ours", GAME, MARK, "process", MARK, SERVER.clock.instant()),
                        Duration.ofMinutes(1));
        ids = Map.of(
                "delivery", accepted.json().at("/deliveries/0/delivery_id").asText(),
                "notification", accepted.text("notification_id"),
                "key", marked.id(),
                "endpoint", put.text("id"));
    }

    private static String key(String tenant) {
        return "Bearer "
                + SERVER.keys
                        .create("test", tenant, EnumSet.allOf(Scope.class))
                        .text()
                        .reveal();
    }

    /** Without streams, which do not end; the tests of the gateway cover them. */
    static Stream<String> operations() {
        return OpenApi.DOCUMENT.operations().stream()
                .filter(operation -> !operation.startsWith("GET /v1/events"))
                // Installation-wide data.
                .filter(operation -> !operation.contains("-keys"));
    }

    @ParameterizedTest
    @MethodSource("operations")
    void a_route_shows_and_changes_nothing_of_another_tenant(String operation) {
        List<JsonNode> before = all(ours);
        String[] parts = operation.split(" ", 2);
        String id = ids.get(
                parts[1].contains("notifications")
                        ? "notification"
                        : parts[1].contains("/keys/")
                                ? "key"
                                : parts[1].startsWith("/v1/endpoints/") ? "endpoint" : "delivery");
        String path = parts[1].replace("{recipient}", RECIPIENT)
                .replace("{channel}", "webhook")
                .replace("{game}", GAME)
                .replace("{id}", id);
        for (String body : List.of(
                "{}",
                "{\"dry_run\":false,\"status\":[\"dead\"]}",
                "{\"state\":\"read\"}",
                "{\"duration_ms\":60000}",
                "{\"address\":\"http://127.0.0.1:9/theirs\"}",
                "{\"recipient\":\"user:42\"}",
                "{\"name\":\"theirs\",\"scopes\":[\"admin\"]}",
                "{\"ttl_ms\":60000}",
                IntentRestTest.intent("k", ""))) {
            boolean reads = parts[0].equals("GET");
            Answer answer = SERVER.send(
                    HttpMethod.valueOf(parts[0]),
                    path,
                    reads ? null : body.getBytes(StandardCharsets.UTF_8),
                    "authorization",
                    theirs);

            assertThat(answer.status()).as("%s: %s", operation, answer).isNotEqualTo(403);
            assertThat(answer.http().headers() + answer.http().contentUtf8()).doesNotContain(MARK);
            if (reads) {
                break;
            }
        }

        assertThat(all(ours)).isEqualTo(before);
    }

    static Stream<String> calls() {
        return GrpcCalls.unary().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void a_call_shows_and_changes_nothing_of_another_tenant(String call) {
        List<JsonNode> before = all(ours);
        String body = json(GrpcCalls.input(call), 0);

        Answer answer = SERVER.post(call, body, "authorization", theirs);

        assertThat(answer.status()).as("%s %s: %s", call, body, answer).isNotIn(401, 403);
        assertThat(answer.http().headers() + answer.http().contentUtf8()).doesNotContain(MARK);
        assertThat(all(ours)).isEqualTo(before);
    }

    /** Request messages with ids of the other tenant. */
    private String json(Descriptor message, int depth) {
        StringJoiner fields = new StringJoiner(",", "{", "}");
        for (FieldDescriptor field : message.getFields()) {
            String value = switch (field.getName()) {
                case "delivery_id", "id" -> '"' + ids.get("delivery") + '"';
                case "endpoint_id" -> depth == 0 ? '"' + ids.get("endpoint") + '"' : null;
                case "key_id" -> '"' + ids.get("key") + '"';
                case "name" -> "\"theirs\"";
                case "expires_at" -> "\"9026-01-31T09:30:00Z\"";
                case "notification_id" -> depth == 0 ? '"' + ids.get("notification") + '"' : null;
                case "recipient" -> depth == 0 ? '"' + RECIPIENT + '"' : null;
                case "channel" -> "\"webhook\"";
                case "game_id" -> '"' + GAME + '"';
                case "image_ref" -> "\"arena:1\"";
                case "address" -> "\"http://127.0.0.1:9/theirs\"";
                case "run" -> "true";
                default -> null;
            };
            if (value != null && !field.isRepeated()) {
                fields.add('"' + field.getJsonName() + "\":" + value);
            }
        }
        return fields.toString();
    }

    /** All data of the tenant, as it sees it. */
    private static List<JsonNode> all(String key) {
        return Stream.of(
                        "/v1/deliveries",
                        "/v1/recipients",
                        "/v1/recipients/" + RECIPIENT + "/endpoints",
                        "/v1/endpoints",
                        "/v1/quarantine",
                        "/v1/operational-events",
                        "/v1/audit",
                        "/v1/runtimes",
                        "/v1/keys",
                        "/v1/presence")
                .map(path -> {
                    Answer answer = SERVER.get(path, "authorization", key);
                    assertThat(answer.status()).as("%s", answer).isEqualTo(200);
                    return answer.json();
                })
                .toList();
    }
}
