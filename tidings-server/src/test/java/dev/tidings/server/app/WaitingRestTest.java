package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.RateTake;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What unfinished deliveries wait for, over REST and on the command line. */
@NeedsServers
class WaitingRestTest {
    private static final String PATH = "/v1/recipients/user:42/endpoints/webhook";
    private static final String ADDRESS = "\"address\":\"http://127.0.0.1:9/hook\"";
    private static final Duration HOUR = Duration.ofHours(1);

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static void waits(String id, String reason, @Nullable Instant until, String because, String command) {
        JsonNode waiting = SERVER.get("/v1/deliveries/" + id).json().path("waiting");
        assertThat(waiting.path("for").asText()).as("%s", waiting).isEqualTo(reason);
        assertThat(waiting.path("because").asText()).isEqualTo(because);
        assertThat(waiting.path("until").asText("")).isEqualTo(until == null ? "" : until.toString());
        assertThat(why(id)).startsWith("  " + because).endsWith(": " + command);
    }

    /** The second line of the command's output. */
    private static String why(String id) {
        Cli.Result why = new Cli(Map.of(), "--server", "http://127.0.0.1:" + SERVER.port()).run("why", id);
        assertThat(why.exit()).as(why.err()).isZero();
        return why.out().lines().skip(1).findFirst().orElse("");
    }

    private static String accept(String key, String more) {
        return SERVER.post("/v1/intents", IntentRestTest.intent(key, more))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }

    private static Instant inAnHour() {
        return SERVER.clock.instant().plus(HOUR);
    }

    private static TargetKey target() {
        return SERVER.store
                .endpoints()
                .find(new EndpointKey("default", "user:42", "webhook"))
                .orElseThrow()
                .target();
    }

    private static Completion failed(LeasedDelivery leased) {
        return Completion.retry(
                leased,
                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                HOUR,
                SERVER.clock.instant());
    }

    private static Completion givenBack(LeasedDelivery leased) {
        return Completion.givenBack(leased, HOUR);
    }

    @Test
    void a_replaced_delivery_names_the_notification_that_replaced_its_own() {
        SERVER.putEndpoint("user:42");
        String old = accept("k", ",\"cancel_key\":\"c\",\"not_before\":\"" + inAnHour() + "\"");
        String by = SERVER.post("/v1/intents", IntentRestTest.intent("k2", ",\"cancel_key\":\"c\",\"replaces\":true"))
                .text("notification_id");

        JsonNode delivery = SERVER.get("/v1/deliveries/" + old).json();
        assertThat(delivery.path("status").asText()).isEqualTo("canceled");
        assertThat(delivery.path("reason").asText()).isEqualTo("superseded");
        assertThat(delivery.path("superseded_by").asText()).isEqualTo(by);
        assertThat(why(old))
                .contains("because " + by + " replaces its notification")
                .endsWith("tidings show " + by);
        JsonNode notification = SERVER.get(
                        "/v1/notifications/" + delivery.path("notification_id").asText())
                .json();
        assertThat(notification.path("cancel_key").asText()).isEqualTo("c");
        assertThat(notification.path("superseded_by").asText()).isEqualTo(by);
    }

    @Test
    void a_due_delivery_waits_for_a_node_that_takes_it() {
        String id = SERVER.accept("k");

        waits(
                id,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
    }

    @Test
    void a_postponed_delivery_waits_for_its_slot() {
        String id = SERVER.accept("k");
        SERVER.end(WaitingRestTest::givenBack);

        waits(
                id,
                "capacity",
                inAnHour(),
                "The server postponed its attempt to spread the load.",
                "tidings retry-now " + id);
    }

    @Test
    void a_delivery_waits_for_its_not_before() {
        SERVER.putEndpoint("user:42");
        String id = accept("k", ",\"not_before\":\"" + inAnHour() + "\"");

        waits(id, "not_before", inAnHour(), "The not_before of its intent has not passed yet.", "tidings cancel " + id);
    }

    @Test
    void a_failed_delivery_waits_for_its_retry_and_names_the_error() {
        String id = SERVER.accept("k");
        SERVER.end(WaitingRestTest::failed);

        waits(
                id,
                "retry_backoff",
                inAnHour(),
                "Attempt 1 failed with http_500 (the endpoint answered 500), and the retry policy delays the next one.",
                "tidings retry-now " + id);
        SERVER.clock.advance(HOUR);
        waits(
                id,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
    }

    @Test
    void a_delivery_waits_for_the_pause_of_the_owner() {
        String id = SERVER.accept("k");
        Instant until = inAnHour();
        SERVER.post(PATH + ":pause", "{\"until\":\"" + until + "\"}");

        waits(
                id,
                "endpoint_paused",
                until,
                "The owner of its endpoint paused it.",
                "tidings endpoints resume user:42 webhook");
    }

    @Test
    void a_delivery_waits_for_the_pause_that_its_endpoint_requested() {
        String id = SERVER.accept("k");
        SERVER.store.health().block(target(), EndpointCircuit.Reason.RETRY_AFTER, 0, HOUR);

        waits(
                id,
                "endpoint_retry_after",
                inAnHour(),
                "Its endpoint requested a pause with Retry-After.",
                "tidings endpoints unblock user:42 webhook");
    }

    @Test
    void a_delivery_waits_for_an_open_circuit_and_then_for_the_probe() {
        String failed = SERVER.accept("k");
        SERVER.end(WaitingRestTest::failed);
        String fresh = SERVER.accept("l");
        SERVER.store.health().block(target(), EndpointCircuit.Reason.CIRCUIT, 1, HOUR);
        Instant until = inAnHour();
        String unblock = "tidings endpoints unblock user:42 webhook";

        waits(
                failed,
                "circuit_open",
                until,
                "Too many attempts to its endpoint failed, so its circuit is open; the last error of this delivery was"
                        + " http_500 (the endpoint answered 500).",
                unblock);
        waits(
                fresh,
                "circuit_open",
                until,
                "Too many attempts to its endpoint failed, so its circuit is open.",
                unblock);
        SERVER.clock.advance(HOUR);
        waits(
                fresh,
                "circuit_open",
                null,
                "Too many attempts to its endpoint failed, so its circuit is half open and the next attempt is a"
                        + " probe.",
                unblock);
    }

    @Test
    void a_delivery_waits_for_the_rate_of_its_endpoint_only_while_sends_use_it() {
        SERVER.put(PATH, "{" + ADDRESS + ",\"settings\":{\"rate_per_second\":\"0.1\"}}");
        String id = accept("k", ",\"channels\":[\"webhook\"]");
        SERVER.end(WaitingRestTest::givenBack);
        Instant until = inAnHour();
        waits(id, "capacity", until, "The server postponed its attempt to spread the load.", "tidings retry-now " + id);

        SERVER.store.rates().take(List.of(new RateTake(target(), Duration.ofSeconds(10), EndpointRate.TOLERANCE)));

        waits(
                id,
                "rate_limit",
                until,
                "It waits for its endpoint's limit of 0.1 sends per second.",
                "tidings endpoints patch user:42 webhook --set rate_per_second=N");
        SERVER.clock.advance(Duration.ofMinutes(1));
        assertThat(SERVER.get("/v1/deliveries/" + id).json().at("/waiting/for").asText())
                .isEqualTo("capacity");
    }

    @Test
    void a_delivery_waits_behind_the_first_one_of_its_recipient() {
        SERVER.keepsOrder = true;
        String first = SERVER.accept("k1");
        String second = SERVER.accept("k2");
        String third = SERVER.accept("k3");

        for (String behind : List.of(second, third)) {
            waits(
                    behind,
                    "ordering",
                    null,
                    "Deliveries are sent in the order of acceptance here, and the earlier delivery " + first
                            + " has not ended.",
                    "tidings why " + first);
            assertThat(SERVER.get("/v1/deliveries/" + behind)
                            .json()
                            .at("/waiting/behind")
                            .asText())
                    .isEqualTo(first);
        }
        waits(
                first,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
    }

    @Test
    void a_delivery_waits_behind_the_first_one_of_its_ordering_key() {
        SERVER.putEndpoint("user:42");
        String first = accept("k1", ",\"ordering_key\":\"order-1\"");
        String other = accept("k2", ",\"ordering_key\":\"order-2\"");
        String second = accept("k3", ",\"ordering_key\":\"order-1\"");

        waits(
                second,
                "ordering",
                null,
                "Deliveries are sent in the order of acceptance here, and the earlier delivery " + first
                        + " has not ended.",
                "tidings why " + first);
        for (String free : List.of(first, other)) {
            waits(
                    free,
                    "capacity",
                    null,
                    "It is due, but no node has taken it yet.",
                    "tidings deliveries --waiting-for capacity --channel webhook");
        }
    }

    @Test
    void a_delivery_waits_for_an_operator_when_its_ordering_key_halted() {
        SERVER.putEndpoint("user:42");
        String halting = ",\"ordering_key\":\"order-1\",\"ordering_on_dead\":\"halt\"";
        String first = accept("k1", halting);
        String second = accept("k2", halting);
        SERVER.end(leased -> Completion.dead(leased, "expired"));

        waits(
                second,
                "ordering_halted",
                null,
                "The earlier delivery " + first
                        + " of its ordering key is dead, and the key halts then until an operator" + " decides.",
                "tidings release " + first);
        assertThat(SERVER.post("/v1/deliveries/" + second + ":release", "").status())
                .isEqualTo(409);
        assertThat(SERVER.post("/v1/deliveries/" + first + ":release", "").text("status"))
                .isEqualTo("dead");
        waits(
                second,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
        assertThat(SERVER.post("/tidings.v1.DeliveryService/ReleaseDelivery", "{\"deliveryId\":\"" + first + "\"}")
                        .status())
                .as("FAILED_PRECONDITION: it was released before")
                .isEqualTo(400);
    }

    @Test
    void a_delivery_waits_for_a_permit_of_its_concurrency_key() {
        SERVER.putEndpoint("user:42");
        String limited = ",\"concurrency_key\":\"crm\"";
        String first = accept("k1", limited);
        String second = accept("k2", limited);
        List<LeasedDelivery> leased = SERVER.store
                .claims()
                .claim(
                        "webhook",
                        10,
                        TenantWeights.EQUAL,
                        new LeaseGrant("edges", Duration.ofSeconds(30)),
                        SERVER.tokens);

        assertThat(leased).extracting(one -> one.id().value()).containsExactly(first);
        waits(
                second,
                "concurrency_limit",
                null,
                "As many deliveries of its concurrency key as its limit are being sent, such as " + first + ".",
                "tidings why " + first);
        assertThat(waitingFor("waiting_for=concurrency_limit")).containsExactly(second);
        SERVER.store.completions().complete(List.of(Completion.dead(leased.getFirst(), "expired")));
        waits(
                second,
                "capacity",
                null,
                "It is due, but no node has taken it yet.",
                "tidings deliveries --waiting-for capacity --channel webhook");
    }

    private static List<String> waitingFor(String query) {
        EdgeServer.Answer answer = SERVER.get("/v1/deliveries?" + query);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        List<String> ids = new ArrayList<>();
        answer.json()
                .path("deliveries")
                .forEach(one -> ids.add(one.path("delivery_id").asText()));
        return ids;
    }

    @Test
    void grpc_tells_the_same_as_rest() {
        SERVER.keepsOrder = true;
        SERVER.accept("k1");
        String second = SERVER.accept("k2");

        assertThat(SERVER.post("/tidings.v1.DeliveryService/GetDelivery", "{\"deliveryId\":\"" + second + "\"}")
                        .json()
                        .at("/delivery/waiting"))
                .isEqualTo(SERVER.get("/v1/deliveries/" + second).json().get("waiting"));
    }

    @Test
    void the_command_for_a_named_endpoint_names_it() {
        SERVER.put(PATH + "?name=orders", "{" + ADDRESS + "}");
        String id = accept("k", ",\"channels\":[\"webhook\"]");
        SERVER.post(PATH + ":pause?name=orders", "{\"until\":\"" + inAnHour() + "\"}");

        assertThat(why(id)).endsWith(": tidings endpoints resume user:42 webhook --name orders");
    }

    @Test
    void a_delivery_that_is_being_sent_or_has_ended_waits_for_nothing() {
        String dead = SERVER.accept("dead");
        SERVER.end(SERVER::rejected);
        String canceled = SERVER.accept("canceled");
        SERVER.post("/v1/deliveries/" + canceled + ":cancel", "");
        String sending = SERVER.accept("sending");
        SERVER.store
                .claims()
                .claim(
                        "webhook",
                        1,
                        TenantWeights.EQUAL,
                        new LeaseGrant("edges", Duration.ofSeconds(30)),
                        SERVER.tokens);

        for (String id : List.of(dead, canceled, sending)) {
            assertThat(SERVER.get("/v1/deliveries/" + id).json().has("waiting")).isFalse();
        }
        assertThat(why(dead))
                .isEqualTo("  It is dead since " + SERVER.clock.instant()
                        + ": http_404; the last error was http_404 (the endpoint answered 404). Replay it with:"
                        + " tidings replay " + dead);
        assertThat(why(canceled)).contains("It was canceled at ").endsWith(": tidings show " + canceled);
        assertThat(why(sending)).contains("It is being sent now, ").endsWith(": tidings show " + sending);
    }
}
