package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.HttpMethod;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.node.NodeBeat;
import dev.tidings.core.node.NodeLane;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import io.micrometer.core.instrument.Counter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NeedsServers
class DeliveryRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String UNKNOWN = "dlv_00000000000000000000000000";

    @Test
    void a_delivery_is_shown_with_its_attempts_and_their_evidence() {
        String id = SERVER.accept("k");
        SERVER.end(SERVER::rejected);

        JsonNode shown = SERVER.get("/v1/deliveries/" + id).json();

        assertThat(shown.get("status").asText()).isEqualTo("dead");
        assertThat(shown.get("reason").asText()).isEqualTo("http_404");
        assertThat(shown.get("recipient").asText()).isEqualTo("user:42");
        JsonNode attempt = shown.get("attempts").get(0);
        assertThat(attempt.get("number").intValue()).isEqualTo(1);
        assertThat(attempt.get("result").asText()).isEqualTo("rejected");
        assertThat(attempt.get("provider_status").intValue()).isEqualTo(404);
        assertThat(attempt.get("response").asText()).isEqualTo("no such hook");
        assertThat(shown.get("last_attempt")).isEqualTo(attempt);
    }

    @Test
    void a_notification_is_shown_with_its_deliveries() {
        SERVER.putEndpoint("user:42");
        Answer accepted = SERVER.post(
                "/v1/intents",
                IntentRestTest.intent(
                        "k",
                        ",\"content\":{\"title\":\"T\",\"summary\":\"S\"},\"request_id\":\"r1\",\"dedupe_key\":\"d1\""));

        JsonNode shown = SERVER.get("/v1/notifications/" + accepted.text("notification_id"))
                .json();

        assertThat(shown.at("/content/title").asText()).isEqualTo("T");
        assertThat(shown.get("request_id").asText()).isEqualTo("r1");
        assertThat(shown.get("dedupe_key").asText()).isEqualTo("d1");
        assertThat(shown.get("deliveries")).hasSize(1);
    }

    @Test
    void pages_go_through_all_deliveries_newest_first() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            ids.addFirst(SERVER.accept("k" + i));
        }
        List<String> seen = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = SERVER.get("/v1/deliveries?limit=2" + cursor).json();
            seen.addAll(page.get("deliveries").findValuesAsText("delivery_id"));
            cursor = page.has("next_cursor")
                    ? "&cursor=" + page.get("next_cursor").asText()
                    : "";
        } while (!cursor.isEmpty());

        assertThat(seen).isEqualTo(ids);
    }

    @ParameterizedTest
    @CsvSource({
        "status=dead,1",
        "'status=pending,dead',2",
        "status=sent,0",
        "channel=webhook,2",
        "channel=email,0",
        "recipient=user:42,2",
        "recipient=user%3A42,2",
        "recipient=other,0",
        "type=build.failed,2",
        "reason=http_404,1",
        "since=2026-01-01T00:00:00Z,2",
        "since=2999-01-01T00:00:00Z,0"
    })
    void filters_select_matching_deliveries(String query, int count) {
        SERVER.accept("k1");
        SERVER.end(SERVER::rejected);
        SERVER.accept("k2");

        Answer answer = SERVER.get("/v1/deliveries?" + query);

        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        assertThat(answer.json().get("deliveries")).hasSize(count);
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0,limit",
        "limit=501,limit",
        "limit=many,limit",
        "status=lost,status",
        "since=today,since",
        "notification_id=7,notification_id",
        "cursor=!!,cursor",
        "limit=1&limit=2,limit"
    })
    void an_invalid_parameter_is_refused_by_name(String query, String field) {
        problem(SERVER.get("/v1/deliveries?" + query), 400, "invalid_field", field);
    }

    @Test
    void an_unknown_parameter_is_refused_by_name() {
        problem(SERVER.get("/v1/deliveries?stauts=dead"), 400, "unknown_field", "stauts");
    }

    @Test
    void unknown_and_malformed_ids_have_different_errors() {
        Answer unknown = SERVER.get("/v1/deliveries/" + UNKNOWN);
        assertThat(unknown.status()).isEqualTo(404);
        assertThat(unknown.text("code")).isEqualTo("not_found");
        assertThat(unknown.text("detail")).contains(UNKNOWN);
        assertThat(SERVER.post("/v1/deliveries/" + UNKNOWN + ":replay", "").status())
                .isEqualTo(404);
        assertThat(SERVER.post("/v1/deliveries/" + UNKNOWN + ":cancel", "").status())
                .isEqualTo(404);
        assertThat(SERVER.get("/v1/notifications/ntf_00000000000000000000000000")
                        .status())
                .isEqualTo(404);
        problem(SERVER.get("/v1/deliveries/7"), 400, "invalid_field", "delivery_id");
        problem(SERVER.get("/v1/notifications/7"), 400, "invalid_field", "notification_id");
    }

    @Test
    void a_dead_delivery_is_replayed_and_a_pending_one_is_not() {
        String id = SERVER.accept("k");
        problem(SERVER.post("/v1/deliveries/" + id + ":replay", ""), 409, "illegal_state", "status");
        SERVER.end(SERVER::rejected);

        Answer replayed = SERVER.post("/v1/deliveries/" + id + ":replay", "");

        assertThat(replayed.text("status")).as("%s", replayed).isEqualTo("pending");
        assertThat(replayed.json().get("replay_count").intValue()).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + id).json().get("attempts")).hasSize(1);
    }

    @Test
    void a_replay_of_a_delivery_without_an_endpoint_is_refused_until_there_is_one_and_then_routed() {
        String id = SERVER.post("/v1/intents", IntentRestTest.intent("k", ""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        Answer refused = SERVER.post("/v1/deliveries/" + id + ":replay", "");
        problem(refused, 409, "illegal_state", "recipient");
        assertThat(refused.text("detail")).contains("user:42").contains("no enabled endpoint");

        SERVER.put(
                "/v1/recipients/user:42/endpoints/webhook",
                "{\"address\":\"http://127.0.0.1:9/hook\",\"enabled\":false}");
        problem(SERVER.post("/v1/deliveries/" + id + ":replay", ""), 409, "illegal_state", "recipient");

        putMailEndpoint("user:42");
        SERVER.putEndpoint("user:42");
        Answer replayed = SERVER.post("/v1/deliveries/" + id + ":replay", "");

        assertThat(replayed.status()).as("%s", replayed).isEqualTo(200);
        assertThat(replayed.text("status")).isEqualTo("pending");
        assertThat(replayed.text("channel")).isEqualTo("email");
        JsonNode deliveries = SERVER.get("/v1/notifications/" + replayed.text("notification_id"))
                .json()
                .get("deliveries");
        assertThat(deliveries.findValuesAsText("channel")).containsExactlyInAnyOrder("email", "webhook");
        assertThat(deliveries.findValuesAsText("status")).containsOnly("pending");
        problem(SERVER.post("/v1/deliveries/" + id + ":replay", ""), 409, "illegal_state", "status");
    }

    @Test
    void a_bulk_replay_routes_deliveries_without_a_channel_and_skips_those_without_a_route() {
        SERVER.post("/v1/intents", IntentRestTest.intent("k1", ""));
        SERVER.post("/v1/intents", IntentRestTest.intent("k2", "").replace("user:42", "user:43"));
        SERVER.putEndpoint("user:42");

        JsonNode done = SERVER.post("/v1/deliveries:replay", "{\"dry_run\":false,\"status\":[\"skipped\"]}")
                .json();

        assertThat(done.get("replayed").intValue()).as("%s", done).isEqualTo(1);
        assertThat(done.get("passed_over").intValue()).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries?channel=webhook,none").json().findValuesAsText("status"))
                .containsExactly("skipped", "pending");
    }

    @Test
    void a_failed_delivery_is_made_due_and_one_that_is_sent_is_not() {
        String id = SERVER.accept("k");
        SERVER.end(DeliveryRestTest::inAnHour);

        Answer due = SERVER.post("/v1/deliveries/" + id + ":retry-now", "");

        assertThat(due.text("status")).as("%s", due).isEqualTo("failed");
        assertThat(due.text("next_attempt_at")).isEqualTo(SERVER.clock.instant().toString());
        assertThat(due.json().get("attempts_used").intValue()).isEqualTo(1);
        assertThat(SERVER.post("/v1/deliveries/" + id + ":retry-now", "").json())
                .as("due already")
                .isEqualTo(due.json());

        SERVER.store.claims().claim("webhook", 1, new LeaseGrant("edges", Duration.ofSeconds(30)), SERVER.tokens);
        Answer sending = SERVER.post("/v1/deliveries/" + id + ":retry-now", "");
        problem(sending, 409, "illegal_state", "status");
        assertThat(sending.text("detail")).contains("is being sent right now");
        assertThat(SERVER.post("/v1/deliveries/" + UNKNOWN + ":retry-now", "").status())
                .isEqualTo(404);
    }

    @Test
    void a_delivery_that_waits_for_its_not_before_is_not_made_due() {
        SERVER.putEndpoint("user:42");
        String later = SERVER.clock.instant().plusSeconds(60).toString();
        String id = SERVER.post("/v1/intents", IntentRestTest.intent("k", ",\"not_before\":\"" + later + "\""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();

        problem(SERVER.post("/v1/deliveries/" + id + ":retry-now", ""), 409, "illegal_state", "not_before");
        assertThat(SERVER.get("/v1/deliveries/" + id)
                        .json()
                        .at("/waits_for/reason")
                        .asText())
                .isEqualTo("not_before");
    }

    @Test
    void a_bulk_retry_spreads_deliveries_over_a_bounded_time() {
        for (int i = 0; i < 20; i++) {
            SERVER.accept("k" + i);
        }
        SERVER.end(DeliveryRestTest::inAnHour);
        SERVER.accept("pending");

        JsonNode counted = SERVER.post("/v1/deliveries:retry-now", "{}").json();
        assertThat(counted.get("matched").intValue()).isEqualTo(20);
        assertThat(counted.get("made_due").intValue()).isZero();
        JsonNode done = SERVER.post("/v1/deliveries:retry-now", "{\"dry_run\":false,\"recipient\":\"user:42\"}")
                .json();

        assertThat(done.get("made_due").intValue()).as("%s", done).isEqualTo(20);
        assertThat(done.get("passed_over").intValue()).isZero();
        assertThat(SERVER.get("/v1/retries/" + done.get("retry_id").asText()).json())
                .isEqualTo(done);
        List<Instant> due =
                SERVER.get("/v1/deliveries?status=failed").json().findValuesAsText("next_attempt_at").stream()
                        .map(Instant::parse)
                        .toList();
        assertThat(due)
                .hasSize(20)
                .allMatch(time -> !time.isAfter(SERVER.clock.instant().plusSeconds(1)));
        assertThat(Set.copyOf(due)).hasSizeGreaterThan(5);
        problem(SERVER.post("/v1/deliveries:retry-now", "{\"status\":[\"sent\"]}"), 400, "invalid_field", "status");
        assertThat(SERVER.get("/v1/retries/rtn_1").status()).isEqualTo(404);
    }

    private static Completion inAnHour(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                Duration.ofHours(1),
                SERVER.clock.instant());
    }

    /** The server has no such channel, but the store accepts it. */
    private static void putMailEndpoint(String recipient) {
        SERVER.store
                .endpoints()
                .put(new Endpoint(
                        new EndpointKey("default", recipient, "email"),
                        "user@example.org",
                        true,
                        null,
                        null,
                        List.of(),
                        new EndpointAuth.None(),
                        Map.of(),
                        null,
                        null,
                        SERVER.clock.instant(),
                        SERVER.clock.instant()));
    }

    @Test
    void a_pending_delivery_is_canceled_and_a_dead_one_is_not() {
        double canceled = canceled();
        String id = SERVER.accept("k");

        assertThat(SERVER.post("/v1/deliveries/" + id + ":cancel", "").text("status"))
                .isEqualTo("canceled");
        assertThat(canceled()).isEqualTo(canceled + 1);
        assertThat(SERVER.post("/v1/deliveries/" + id + ":cancel", "").text("status"))
                .isEqualTo("canceled");
        assertThat(canceled()).as("once").isEqualTo(canceled + 1);

        String dead = SERVER.accept("k2");
        SERVER.end(SERVER::rejected);
        Answer refused = SERVER.post("/v1/deliveries/" + dead + ":cancel", "");
        problem(refused, 409, "illegal_state", "status");
        assertThat(refused.text("expected")).isEqualTo("pending or failed");
    }

    @Test
    void a_bulk_replay_counts_first_and_then_replays() {
        for (int i = 0; i < 5; i++) {
            SERVER.accept("k" + i);
        }
        SERVER.end(SERVER::rejected);
        SERVER.accept("alive");

        JsonNode counted = SERVER.post("/v1/deliveries:replay", "{}").json();
        assertThat(counted.get("status").asText()).isEqualTo("counted");
        assertThat(counted.get("matched").intValue()).isEqualTo(5);
        assertThat(counted.has("replay_id")).isFalse();

        JsonNode done = SERVER.post(
                        "/v1/deliveries:replay", "{\"dry_run\":false,\"reason\":[\"http_404\"],\"limit\":3}")
                .json();
        assertThat(done.get("status").asText()).isEqualTo("finished");
        assertThat(done.get("replayed").intValue()).isEqualTo(3);
        assertThat(SERVER.get("/v1/deliveries?status=dead").json().get("deliveries"))
                .hasSize(2);
        assertThat(SERVER.get("/v1/replays/" + done.get("replay_id").asText()).json())
                .isEqualTo(done);
    }

    @Test
    void a_large_replay_continues_after_the_response_and_spaces_its_deliveries() {
        for (int i = 0; i < 120; i++) {
            SERVER.accept("k" + i);
        }
        SERVER.end(SERVER::rejected);

        Answer started = SERVER.post("/v1/deliveries:replay", "{\"dry_run\":false,\"rate_per_second\":1000}");

        assertThat(started.json().get("matched").intValue()).isEqualTo(120);
        String progress = "/v1/replays/" + started.text("replay_id");
        Awaitility.await().until(() -> SERVER.get(progress).text("status"), "finished"::equals);
        assertThat(SERVER.get(progress).json().get("replayed").intValue()).isEqualTo(120);
        List<String> due = SERVER.get("/v1/deliveries?limit=100").json().findValuesAsText("next_attempt_at");
        assertThat(due).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void a_replay_of_other_statuses_is_refused() {
        problem(SERVER.post("/v1/deliveries:replay", "{\"status\":[\"pending\"]}"), 400, "invalid_field", "status");
        problem(SERVER.post("/v1/deliveries:replay", "{\"dry_run\":1}"), 400, "invalid_field", "dry_run");
        problem(SERVER.post("/v1/deliveries:replay", "{\"limit\":0}"), 400, "invalid_field", "limit");
        problem(SERVER.post("/v1/deliveries:replay", "{\"all\":true}"), 400, "unknown_field", "all");
        assertThat(SERVER.get("/v1/replays/rpl_1").status()).isEqualTo(404);
    }

    @Test
    void nodes_are_shown_with_their_state_and_lanes() {
        SERVER.store
                .nodes()
                .beat(new NodeBeat(
                        "nod_1", "a", "1.0", "10.0.0.7:8434", false, List.of(new NodeLane("webhook", 64, 20, 3))));

        JsonNode node = SERVER.get("/v1/nodes").json().at("/nodes/0");

        assertThat(node.get("name").asText()).isEqualTo("a");
        assertThat(node.get("state").asText()).isEqualTo("alive");
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
        String metrics = SERVER.get("/metrics").http().contentUtf8();
        assertThat(metrics)
                .contains("tidings_intents_accepted_total", "tidings_intents_replayed_total")
                .contains("tidings_backlog_waiting{channel=\"webhook\"} 1.0")
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
                "/v1/recipients/user:42/endpoints/webhook?a=1", "OPTIONS, GET, HEAD, PUT, DELETE",
                "/v1/recipients/user:42/endpoints/webhook:rotate-secret", "OPTIONS, GET, HEAD, POST, PUT, DELETE",
                "/v1/events/ws", "OPTIONS, GET, HEAD");
        allowed.forEach((path, methods) -> {
            Answer options = SERVER.send(HttpMethod.OPTIONS, path, null);
            assertThat(options.status()).as("%s: %s", path, options).isEqualTo(204);
            assertThat(methods(options)).as(path).isEqualTo(Set.of(methods.split(", ")));
            Answer patch = SERVER.send(HttpMethod.PATCH, path, "{}".getBytes(StandardCharsets.UTF_8));
            assertThat(patch.status()).as("%s: %s", path, patch).isEqualTo(405);
            assertThat(methods(patch)).as(path).isEqualTo(Set.of(methods.split(", ")));
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

    private static double canceled() {
        return SERVER.metrics.find("tidings.deliveries.finished").tag("status", "canceled").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
