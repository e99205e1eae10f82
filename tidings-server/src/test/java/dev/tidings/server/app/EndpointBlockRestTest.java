package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.server.app.EdgeServer.Answer;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Pauses and open circuits of endpoints, and the deliveries that wait for their end. */
@NeedsServers
class EndpointBlockRestTest {
    private static final String DISABLED = "{\"address\":\"http://127.0.0.1:9/hook\",\"enabled\":false}";

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @RegisterExtension
    static final EndpointReceiver SINK = new EndpointReceiver();

    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";

    @Test
    void a_retry_after_pause_is_shown_and_lifted_by_any_fix() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        List<Supplier<Answer>> fixes = List.of(
                () -> SERVER.post(PATH + ":unblock", ""),
                () -> SERVER.post(PATH + ":resume", ""),
                () -> SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:9/other\"}"),
                () -> {
                    SERVER.put(PATH, "{\"address\":\"http://127.0.0.1:" + SINK.httpPort() + "/ok\"}");
                    block(key);
                    return SERVER.post(PATH + ":test", "");
                });
        for (Supplier<Answer> fix : fixes) {
            SERVER.health.unblocked.clear();
            Instant until = block(key);
            SERVER.store.endpoints().recordFailure(key);
            assertThat(SERVER.get(PATH).json().get("blocked").toString())
                    .isEqualTo("{\"reason\":\"retry_after\",\"circuit\":\"closed\",\"until\":\"" + until
                            + "\",\"opened\":0}");

            Answer fixed = fix.get();

            assertThat(fixed.status()).as("%s", fixed).isEqualTo(200);
            assertThat(SERVER.get(PATH).json().has("blocked")).as("%s", fixed).isFalse();
            assertThat(SERVER.get(PATH).json().has("failures")).as("%s", fixed).isFalse();
            assertThat(SERVER.health.unblocked).contains(target(key));
            SERVER.clock.advance(Duration.ofSeconds(1));
        }
    }

    private static TargetKey target(EndpointKey key) {
        return SERVER.store.endpoints().find(key).orElseThrow().target();
    }

    private static Instant block(EndpointKey key) {
        return SERVER.store
                .health()
                .block(target(key), EndpointCircuit.Reason.RETRY_AFTER, 0, Duration.ofHours(1))
                .notBefore();
    }

    @Test
    void open_and_half_open_circuits_are_distinguished() {
        SERVER.putEndpoint("user:42");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.store.health().block(target(key), EndpointCircuit.Reason.CIRCUIT, 2, Duration.ofSeconds(20));

        assertThat(SERVER.get(PATH).json().at("/blocked/circuit").asText()).isEqualTo("open");
        SERVER.clock.advance(Duration.ofSeconds(20));
        JsonNode block = SERVER.get("/v1/recipients/user:42/endpoints").json().at("/endpoints/0/blocked");
        assertThat(block.get("circuit").asText()).isEqualTo("half_open");
        assertThat(block.get("opened").intValue()).isEqualTo(2);
        assertThat(block.has("until")).isFalse();
    }

    @Test
    void blocked_deliveries_say_so_and_are_made_due_when_the_endpoint_is_fixed() {
        String id = SERVER.accept("k");
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        Instant until = block(key);
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));
        JsonNode wait = SERVER.get("/v1/deliveries/" + id).json().get("waiting");
        assertThat(wait.get("for").asText()).isEqualTo("endpoint_retry_after");
        assertThat(wait.get("until").asText()).isEqualTo(until.toString());

        Answer unblocked = SERVER.post(PATH + ":unblock", "");

        assertThat(unblocked.json().get("retrying").intValue())
                .as("%s", unblocked)
                .isEqualTo(1);
        Awaitility.await()
                .until(
                        () -> SERVER.get("/v1/deliveries/" + id)
                                .json()
                                .at("/waiting/for")
                                .asText(),
                        "capacity"::equals);
        assertThat(Instant.parse(SERVER.get("/v1/deliveries/" + id).text("next_attempt_at")))
                .isBeforeOrEqualTo(SERVER.clock.instant().plusMillis(50));
    }

    @Test
    void a_fix_of_one_endpoint_leaves_the_deliveries_of_its_siblings_waiting() {
        SERVER.put(PATH + "?name=second", "{\"address\":\"http://127.0.0.1:9/second\"}");
        SERVER.accept("k");
        String second = SERVER.get(PATH + "?name=second").text("id");
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));
        Instant later = SERVER.clock.instant().plus(Duration.ofMinutes(50));

        JsonNode unblocked = SERVER.post(PATH + ":unblock", "").json();

        assertThat(unblocked.get("retrying").intValue()).isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries?endpoint=" + second).json().get("deliveries"))
                .extracting(delivery -> delivery.get("endpoint_id").asText())
                .containsExactly(second);
        assertThat(SERVER.post(
                                "/v1/deliveries:retry-now",
                                "{\"filter\":{\"endpoint\":\"" + second + "\",\"status\":[\"pending\"]}}")
                        .json()
                        .get("matched")
                        .intValue())
                .isEqualTo(1);
        assertThat(SERVER.get("/v1/deliveries?endpoint=second").text("field")).isEqualTo("endpoint");
        Awaitility.await().until(() -> dueBefore(later), due -> due.size() == 1);
        assertThat(dueBefore(later)).doesNotContain(second);
    }

    private static List<String> dueBefore(Instant time) {
        List<String> due = new ArrayList<>();
        for (JsonNode delivery : SERVER.get("/v1/deliveries").json().get("deliveries")) {
            if (Instant.parse(delivery.get("next_attempt_at").asText()).isBefore(time)) {
                due.add(delivery.get("endpoint_id").asText());
            }
        }
        return due;
    }

    @Test
    void lists_show_the_same_waits_as_single_deliveries() {
        SERVER.putEndpoint("user:42");
        SERVER.putEndpoint("user:43");
        String held = SERVER.accept("k");
        String later = SERVER.post(
                        "/v1/intents", IntentRestTest.intent("l", ",\"not_before\":\"2127-01-01T00:00:00Z\""))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
        block(new EndpointKey("default", "user:42", "webhook"));
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));

        JsonNode page = SERVER.get("/v1/deliveries").json().get("deliveries");

        assertThat(page).hasSize(2);
        for (JsonNode listed : page) {
            String id = listed.get("delivery_id").asText();
            assertThat(listed.at("/waiting/for").asText())
                    .isEqualTo(id.equals(held) ? "endpoint_retry_after" : "not_before");
            assertThat(listed.get("waiting"))
                    .isEqualTo(SERVER.get("/v1/deliveries/" + id).json().get("waiting"));
            assertThat(SERVER.get("/v1/notifications/"
                                    + listed.get("notification_id").asText())
                            .json()
                            .at("/deliveries/0/waiting"))
                    .isEqualTo(listed.get("waiting"));
        }
        assertThat(page)
                .extracting(listed -> listed.get("delivery_id").asText())
                .contains(held, later);
        SERVER.post(PATH + ":unblock", "");
        Awaitility.await()
                .until(() -> SERVER.get("/v1/deliveries/" + held)
                        .json()
                        .at("/waiting/for")
                        .asText()
                        .equals("capacity"));
    }

    /** As after a failure of the store or process between the two. */
    @Test
    void a_repeated_put_unblocks_an_endpoint_that_the_first_put_left_blocked() {
        EndpointKey key = new EndpointKey("default", "user:42", "webhook");
        SERVER.putEndpoint("user:42");
        Endpoint stored = SERVER.store.endpoints().find(key).orElseThrow();
        block(key);
        SERVER.store.endpoints().recordFailure(key);
        SERVER.clock.advance(Duration.ofSeconds(1));
        assertThat(SERVER.store
                        .endpoints()
                        .replace(stored.withAddress("https://fixed.example/hooks"), stored.version()))
                .isPresent();
        String same = "{\"address\":\"https://fixed.example/hooks\"}";

        SERVER.put(PATH, same);

        assertThat(SERVER.get(PATH).json().has("blocked")).isFalse();
        assertThat(SERVER.get(PATH).json().has("failures")).isFalse();
        assertThat(SERVER.health.unblocked).contains(target(key));

        SERVER.clock.advance(Duration.ofSeconds(1));
        block(key);
        SERVER.put(PATH, same);
        assertThat(SERVER.get(PATH).json().has("blocked"))
                .as("a pause requested after the change is kept")
                .isTrue();
    }

    @Test
    void a_paused_or_disabled_endpoint_keeps_its_waiting_deliveries() {
        String id = SERVER.accept("k");
        SERVER.post(PATH + ":pause", "{\"duration_ms\":3600000}");
        SERVER.end(leased -> Completion.givenBack(leased, Duration.ofHours(1)));
        String due = SERVER.get("/v1/deliveries/" + id).text("next_attempt_at");

        assertThat(SERVER.post(PATH + ":unblock", "").json().get("retrying").intValue())
                .isZero();
        assertThat(SERVER.put(PATH, DISABLED).json().get("retrying").intValue()).isZero();
        assertThat(SERVER.get("/v1/deliveries/" + id).text("next_attempt_at")).isEqualTo(due);
        assertThat(SERVER.get("/v1/deliveries/" + id).json().at("/waiting/for").asText())
                .isEqualTo("endpoint_paused");
        assertThat(SERVER.post("/v1/recipients/nobody/endpoints/webhook:unblock", "")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void blocked_endpoints_are_counted_by_channel_and_reason() {
        assertThat(SERVER.get("/metrics").http().contentUtf8())
                .contains("tidings_endpoints_blocked{channel=\"webhook\",reason=\"retry_after\"} 2.0")
                .contains("tidings_endpoints_blocked{channel=\"webhook\",reason=\"circuit\"} 1.0");
    }
}
