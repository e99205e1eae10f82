package dev.tidings.server.app;

import static dev.tidings.server.app.IntentRestTest.problem;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.id.EndpointIds;
import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Replays, retries and cancellations, of one delivery and of many. */
@NeedsServers
class DeliveryChangeRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final String UNKNOWN = "dlv_00000000000000000000000000";

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

        JsonNode done = SERVER.post(
                        "/v1/deliveries:replay", "{\"dry_run\":false,\"filter\":{\"status\":[\"skipped\"]}}")
                .json();

        assertThat(done.get("done").intValue()).as("%s", done).isEqualTo(1);
        assertThat(done.get("passed_over").intValue()).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries?channel=webhook,none").json().findValuesAsText("status"))
                .containsExactly("skipped", "pending");
    }

    @Test
    void a_failed_delivery_is_made_due_and_one_that_is_sent_is_not() {
        String id = SERVER.accept("k");
        SERVER.end(DeliveryChangeRestTest::inAnHour);

        Answer due = SERVER.post("/v1/deliveries/" + id + ":retry-now", "");

        assertThat(due.text("status")).as("%s", due).isEqualTo("failed");
        assertThat(due.text("next_attempt_at")).isEqualTo(SERVER.clock.instant().toString());
        assertThat(due.json().get("attempts_used").intValue()).isEqualTo(1);
        assertThat(SERVER.post("/v1/deliveries/" + id + ":retry-now", "").json())
                .as("due already")
                .isEqualTo(due.json());

        SERVER.store
                .claims()
                .claim(
                        "webhook",
                        1,
                        TenantWeights.EQUAL,
                        new LeaseGrant("edges", Duration.ofSeconds(30)),
                        SERVER.tokens);
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
        assertThat(SERVER.get("/v1/deliveries/" + id).json().at("/waiting/for").asText())
                .isEqualTo("not_before");
    }

    @Test
    void a_bulk_retry_spreads_deliveries_over_a_bounded_time() {
        for (int i = 0; i < 20; i++) {
            SERVER.accept("k" + i);
        }
        SERVER.end(DeliveryChangeRestTest::inAnHour);
        SERVER.accept("pending");

        JsonNode counted = SERVER.post("/v1/deliveries:retry-now", "{}").json();
        assertThat(counted.get("matched").intValue()).isEqualTo(20);
        assertThat(counted.get("sample")).hasSize(10);
        JsonNode done = SERVER.post(
                        "/v1/deliveries:retry-now", "{\"dry_run\":false,\"filter\":{\"recipient\":\"user:42\"}}")
                .json();

        assertThat(done.get("done").intValue()).as("%s", done).isEqualTo(20);
        assertThat(done.get("passed_over").intValue()).isZero();
        assertThat(SERVER.get("/v1/bulk-runs/" + done.get("run_id").asText()).json())
                .isEqualTo(done);
        List<Instant> due =
                SERVER.get("/v1/deliveries?status=failed").json().findValuesAsText("next_attempt_at").stream()
                        .map(Instant::parse)
                        .toList();
        assertThat(due)
                .hasSize(20)
                .allMatch(time -> !time.isAfter(SERVER.clock.instant().plusSeconds(1)));
        assertThat(Set.copyOf(due)).hasSizeGreaterThan(5);
        problem(
                SERVER.post("/v1/deliveries:retry-now", "{\"filter\":{\"status\":[\"sent\"]}}"),
                400,
                "invalid_field",
                "filter.status");
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
                        EndpointIds.of(new EndpointKey("default", recipient, "email")),
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
    void what_waits_of_a_cancel_key_is_canceled_and_the_answer_says_what_was_sent() {
        SERVER.putEndpoint("user:42");
        SERVER.post("/v1/intents", IntentRestTest.intent("a", ",\"cancel_key\":\"c\""));
        SERVER.end(leased -> Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant()));
        String waiting = SERVER.post("/v1/intents", IntentRestTest.intent("b", ",\"cancel_key\":\"c\""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        String filter = "\"filter\":{\"cancel_key\":\"c\"}";

        JsonNode counted =
                SERVER.post("/v1/deliveries:cancel", "{" + filter + "}").json();
        assertThat(counted.path("matched").asInt()).isEqualTo(1);
        assertThat(counted.path("sent").asInt(-1)).isEqualTo(1);
        JsonNode done = SERVER.post("/v1/deliveries:cancel", "{\"dry_run\":false," + filter + "}")
                .json();
        assertThat(done.path("done").asInt()).isEqualTo(1);
        assertThat(done.path("sent").asInt(-1)).isEqualTo(1);
        assertThat(done.path("sending").asInt(-1)).isZero();
        assertThat(SERVER.get("/v1/deliveries/" + waiting).text("status")).isEqualTo("canceled");
    }

    @Test
    void waiting_deliveries_expire_by_filter_and_can_be_replayed() {
        String id = SERVER.accept("k");
        String filter = "\"filter\":{\"recipient\":\"user:42\"}";

        assertThat(SERVER.post("/v1/deliveries:expire", "{" + filter + "}")
                        .json()
                        .path("matched")
                        .asInt())
                .isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + id).text("status")).isEqualTo("pending");
        JsonNode run = SERVER.post("/v1/deliveries:expire", "{\"dry_run\":false," + filter + "}")
                .json();
        assertThat(run.path("kind").asText()).isEqualTo("expire");
        assertThat(run.path("done").asInt()).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + id).text("status")).isEqualTo("dead");
        assertThat(SERVER.get("/v1/deliveries/" + id).text("reason")).isEqualTo("expired");
        assertThat(SERVER.post("/v1/deliveries/" + id + ":replay", "").text("status"))
                .isEqualTo("pending");
        problem(SERVER.post("/v1/deliveries:expire", "{\"dry_run\":false}"), 400, "invalid_field", "filter");
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
    void what_waits_of_a_notification_is_canceled_and_what_was_sent_stays_sent() {
        double before = canceled();
        String sent = SERVER.accept("sent");
        SERVER.end(leased -> Completion.sent(leased, new Outcome.Sent(Evidence.status(200)), SERVER.clock.instant()));
        String first = SERVER.accept("k1");
        String second = SERVER.accept("k2");
        String of = "{\"notification_id\":\""
                + SERVER.get("/v1/deliveries/" + first).text("notification_id") + "\"}";

        JsonNode counted =
                SERVER.post("/v1/deliveries:cancel", "{\"filter\":" + of + "}").json();
        assertThat(counted.get("sample").get(0).asText()).isEqualTo(first);
        JsonNode done = SERVER.post("/v1/deliveries:cancel", "{\"dry_run\":false,\"filter\":" + of + "}")
                .json();

        assertThat(done.get("done").intValue()).as("%s", done).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries/" + first).text("status")).isEqualTo("canceled");
        assertThat(SERVER.get("/v1/deliveries/" + second).text("status")).isEqualTo("pending");
        problem(SERVER.post("/v1/deliveries:cancel", "{\"dry_run\":false}"), 400, "invalid_field", "filter");
        problem(
                SERVER.post("/v1/deliveries:cancel", "{\"filter\":{\"status\":[\"sent\"]}}"),
                400,
                "invalid_field",
                "filter.status");

        SERVER.post("/v1/deliveries:cancel", "{\"dry_run\":false,\"filter\":{\"recipient\":\"user:42\"}}");
        assertThat(SERVER.get("/v1/deliveries/" + second).text("status")).isEqualTo("canceled");
        assertThat(SERVER.get("/v1/deliveries/" + sent).text("status")).isEqualTo("sent");
        assertThat(canceled()).isEqualTo(before + 2);
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
        assertThat(counted.get("matched_capped").booleanValue()).isFalse();
        assertThat(counted.get("sample")).hasSize(5);
        assertThat(counted.has("run_id")).isFalse();

        JsonNode done = SERVER.post(
                        "/v1/deliveries:replay",
                        "{\"dry_run\":false,\"filter\":{\"reason\":[\"http_404\"]},\"limit\":3}")
                .json();
        assertThat(done.get("status").asText()).isEqualTo("finished");
        assertThat(done.get("done").intValue()).isEqualTo(3);
        assertThat(SERVER.get("/v1/deliveries?status=dead").json().get("deliveries"))
                .hasSize(2);
        assertThat(SERVER.get("/v1/bulk-runs/" + done.get("run_id").asText()).json())
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
        String progress = "/v1/bulk-runs/" + started.text("run_id");
        Awaitility.await().until(() -> SERVER.get(progress).text("status"), "finished"::equals);
        assertThat(SERVER.get(progress).json().get("done").intValue()).isEqualTo(120);
        List<String> due = SERVER.get("/v1/deliveries?limit=100").json().findValuesAsText("next_attempt_at");
        assertThat(due).hasSize(100).doesNotHaveDuplicates();
    }

    @Test
    void a_replay_of_other_statuses_is_refused() {
        problem(
                SERVER.post("/v1/deliveries:replay", "{\"filter\":{\"status\":[\"pending\"]}}"),
                400,
                "invalid_field",
                "filter.status");
        problem(SERVER.post("/v1/deliveries:replay", "{\"dry_run\":1}"), 400, "invalid_field", "dry_run");
        problem(SERVER.post("/v1/deliveries:replay", "{\"limit\":0}"), 400, "invalid_field", "limit");
        problem(SERVER.post("/v1/deliveries:replay", "{\"all\":true}"), 400, "unknown_field", "all");
        assertThat(SERVER.get("/v1/bulk-runs/run_1").status()).isEqualTo(404);
    }

    @Test
    void a_bulk_run_is_listed_with_its_request_and_canceled_while_it_runs() {
        for (int i = 0; i < 9; i++) {
            SERVER.accept("k" + i);
        }
        SERVER.end(SERVER::rejected);
        String first = SERVER.post("/v1/deliveries:replay", "{\"dry_run\":false,\"limit\":1}")
                .text("run_id");
        String slow = SERVER.post("/v1/deliveries:replay", "{\"dry_run\":false,\"rate_per_second\":1}")
                .text("run_id");

        JsonNode runs = SERVER.get("/v1/bulk-runs").json().get("bulk_runs");
        assertThat(runs.findValuesAsText("run_id")).containsExactly(slow, first);
        assertThat(runs.at("/0/request/filter/status/0").asText()).isEqualTo("dead");
        assertThat(SERVER.post("/v1/bulk-runs/" + slow + ":cancel", "").text("status"))
                .isEqualTo("canceling");

        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(() -> SERVER.get("/v1/bulk-runs/" + slow).text("status"), "canceled"::equals);
        assertThat(SERVER.get("/v1/bulk-runs/" + slow).json().get("done").intValue())
                .isEqualTo(4);
        assertThat(SERVER.get("/v1/operational-events").json().findValuesAsText("kind").stream()
                        .filter(kind -> kind.startsWith("bulk_run.")))
                .startsWith("bulk_run.canceled", "bulk_run.canceling");
        problem(SERVER.get("/v1/bulk-runs?cursor=x"), 400, "invalid_field", "cursor");
    }

    private static double canceled() {
        return SERVER.metrics.find("tidings.deliveries.finished").tag("status", "canceled").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }
}
