package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.node.NodeRole;
import dev.tidings.core.node.NodeRoles;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What an operator reads about the server, and its paths and methods. */
@NeedsServers
class OperatorRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void nodes_are_shown_with_their_state_and_lanes() {
        SERVER.store
                .nodes()
                .beat(new NodeBeat(
                        "nod_1",
                        "a",
                        "1.0",
                        "10.0.0.7:8434",
                        false,
                        NodeRoles.of(NodeRole.DISPATCH),
                        List.of(new NodeLane("webhook", 64, 20, 3))));

        JsonNode node = SERVER.get("/v1/nodes").json().at("/nodes/0");

        assertThat(node.get("name").asText()).isEqualTo("a");
        assertThat(node.get("state").asText()).isEqualTo("alive");
        assertThat(node.get("roles")).extracting(JsonNode::asText).containsExactly("dispatch");
        assertThat(node.at("/lanes/0/waiting").asInt()).isEqualTo(20);
        assertThat(node.has("left_at")).isFalse();
        SERVER.store.nodes().leave("nod_1");
        assertThat(SERVER.get("/v1/nodes").json().at("/nodes/0/state").asText()).isEqualTo("gone");
        assertThat(SERVER.get("/v1/nodes?state=gone").status()).isEqualTo(400);
    }

    @Test
    void quarantine_and_operational_events_are_shown() {
        SERVER.store
                .quarantine()
                .quarantine(new QuarantinedItem(
                        "qua_1",
                        "default",
                        "redis:intents",
                        "1-1",
                        "raw".getBytes(StandardCharsets.UTF_8),
                        "no JSON",
                        SERVER.clock.instant()));

        JsonNode item = SERVER.get("/v1/quarantine").json().get("items").get(0);

        assertThat(item.get("reason").asText()).isEqualTo("no JSON");
        assertThat(item.get("raw_base64").asText()).isEqualTo("cmF3");
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.store
                .endpoints()
                .disable(
                        key,
                        "endpoint_gone",
                        SERVER.store.endpoints().find(key).orElseThrow().version());
        assertThat(SERVER.get("/v1/operational-events")
                        .json()
                        .at("/events/0/kind")
                        .asText())
                .isEqualTo("endpoint.disabled");
    }

    @Test
    void probes_and_metrics_report_the_state_of_the_server() {
        assertThat(SERVER.get("/healthz").status()).isEqualTo(200);
        assertThat(SERVER.get("/readyz").status()).isEqualTo(200);
        SERVER.notRunning = "the lane webhook has stopped";
        Answer notReady = SERVER.get("/readyz");
        assertThat(notReady.status()).isEqualTo(503);
        assertThat(notReady.text("detail")).isEqualTo("the lane webhook has stopped");
        assertThat(SERVER.get("/healthz").status()).isEqualTo(200);

        SERVER.accept("k");
        SERVER.accept("k");
        SERVER.clock.advance(Duration.ofSeconds(10));
        assertThat(SERVER.get("/metrics").http().contentUtf8())
                .as("before the first count")
                .contains("tidings_backlog_waiting{channel=\"webhook\"} NaN");
        SERVER.countWaits();
        SERVER.clock.advance(Duration.ofSeconds(5));
        String metrics = SERVER.get("/metrics").http().contentUtf8();
        assertThat(metrics)
                .contains("tidings_intents_accepted_total", "tidings_intents_replayed_total")
                .contains("tidings_backlog_waiting{channel=\"webhook\"} 1.0")
                .contains("tidings_backlog_complete{channel=\"webhook\"} 1.0")
                .contains("tidings_backlog_oldest_due_age_seconds{channel=\"webhook\"} 10.0")
                .contains("tidings_commit_duration_seconds_bucket{verb=\"accept\"");
    }

    @Test
    void unknown_paths_and_methods_are_problems() {
        Answer unknown = SERVER.get("/v1/nothing");
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.contentType()).isEqualTo("application/problem+json");
        assertThat(unknown.text("code")).isEqualTo("not_found");
        Answer wrong = SERVER.get("/v1/intents");
        assertThat(wrong.status()).as("%s", wrong).isEqualTo(405);
        assertThat(wrong.text("code")).isEqualTo("method_not_allowed");
        assertThat(wrong.http().headers().get("allow")).isEqualTo("OPTIONS, POST");
    }

    @Test
    void every_path_lists_its_methods() {
        Map<String, String> allowed = Map.of(
                "/tidings.v1.DeliveryService/ListDeliveries", "OPTIONS, POST",
                "/tidings.push.v1.Push/SubscribePush", "OPTIONS, POST",
                "/", "OPTIONS, GET, HEAD",
                "/v1/deliveries", "OPTIONS, GET, HEAD",
                "/v1/deliveries:replay", "OPTIONS, POST",
                "/v1/deliveries/dlv_00000000000000000000000000", "OPTIONS, GET, HEAD",
                "/v1/recipients/user:42/endpoints/webhook?a=1", "OPTIONS, GET, HEAD, PUT, PATCH, DELETE",
                "/v1/recipients/user:42/endpoints/webhook:rotate-secret",
                        "OPTIONS, GET, HEAD, POST, PUT, PATCH, DELETE",
                "/v1/events/ws", "OPTIONS, GET, HEAD");
        allowed.forEach((path, methods) -> {
            Answer options = SERVER.send(HttpMethod.OPTIONS, path, null);
            assertThat(options.status()).as("%s: %s", path, options).isEqualTo(204);
            assertThat(methods(options)).as(path).isEqualTo(Set.of(methods.split(", ")));
            Stream.of(HttpMethod.PATCH, HttpMethod.POST)
                    .filter(method -> !methods.contains(method.name()))
                    .forEach(method -> {
                        Answer other = SERVER.send(method, path, "{}".getBytes(StandardCharsets.UTF_8));
                        assertThat(other.status()).as("%s: %s", path, other).isEqualTo(405);
                        assertThat(methods(other)).as(path).isEqualTo(Set.of(methods.split(", ")));
                    });
            assertThat(SERVER.send(HttpMethod.HEAD, path, null).status() == 405)
                    .as(path)
                    .isNotEqualTo(methods.contains("HEAD"));
        });
        assertThat(SERVER.send(HttpMethod.OPTIONS, "/v1/nothing", null).status())
                .isEqualTo(404);
    }

    private static Set<String> methods(Answer answer) {
        return Set.of(answer.http().headers().get("allow", "").split(", "));
    }

    @Test
    void the_root_lists_entry_points() {
        Answer root = SERVER.get("/");

        assertThat(root.status()).as("%s", root).isEqualTo(200);
        assertThat(root.json().has("version")).isFalse();
        for (String address : List.of("docs", "openapi", "health", "readiness")) {
            assertThat(SERVER.get(root.text(address)).status()).as(address).isEqualTo(200);
        }
    }

    @Test
    void a_disabled_feature_names_its_setting() {
        for (Answer answer : List.of(
                SERVER.post("/v1/runtimes/game-7:start", "{\"image_ref\":\"arena:1\"}"),
                SERVER.post("/v1/runtimes/game-7:stop", ""),
                SERVER.get("/v1/runtimes/game-7/logs"))) {
            assertThat(answer.status()).as("%s", answer).isEqualTo(501);
            assertThat(answer.text("code")).isEqualTo("not_enabled");
            assertThat(answer.text("detail")).contains("jobs.enabled");
        }
    }

    @Test
    void hour_24_is_not_an_rfc_3339_time() {
        problem(SERVER.get("/v1/deliveries?since=2026-01-01T24:00:00Z"), 400, "invalid_field", "since");
    }
}
