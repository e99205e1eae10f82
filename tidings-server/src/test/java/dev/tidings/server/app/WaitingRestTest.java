package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What unfinished deliveries wait for, over REST and on the command line. */
@NeedsServers
class WaitingRestTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final WaitRequests WAITS = new WaitRequests(SERVER);

    private static TargetKey target() {
        return SERVER.store
                .endpoints()
                .find(new EndpointKey("default", "user:42", "webhook"))
                .orElseThrow()
                .target();
    }

    private static Completion givenBack(LeasedDelivery leased) {
        return Completion.givenBack(leased, WaitRequests.HOUR);
    }

    @Test
    void a_replaced_delivery_names_the_notification_that_replaced_its_own() {
        SERVER.putEndpoint("user:42");
        String old = WAITS.accept("k", ",\"cancel_key\":\"c\",\"not_before\":\"" + WAITS.inAnHour() + "\"");
        String by = SERVER.post("/v1/intents", IntentRestTest.intent("k2", ",\"cancel_key\":\"c\",\"replaces\":true"))
                .text("notification_id");

        JsonNode delivery = SERVER.get("/v1/deliveries/" + old).json();
        assertThat(delivery.path("status").asText()).isEqualTo("canceled");
        assertThat(delivery.path("reason").asText()).isEqualTo("superseded");
        assertThat(delivery.path("superseded_by").asText()).isEqualTo(by);
        assertThat(WAITS.why(old))
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

        WAITS.assertDue(id);
    }

    @Test
    void a_postponed_delivery_waits_for_its_slot() {
        String id = SERVER.accept("k");
        SERVER.end(WaitingRestTest::givenBack);

        WAITS.assertWaits(
                id,
                "capacity",
                WAITS.inAnHour(),
                "The server postponed its attempt to spread the load.",
                "tidings retry-now " + id);
    }

    @Test
    void a_delivery_waits_for_its_not_before() {
        SERVER.putEndpoint("user:42");
        String id = WAITS.accept("k", ",\"not_before\":\"" + WAITS.inAnHour() + "\"");

        WAITS.assertWaits(
                id,
                "not_before",
                WAITS.inAnHour(),
                "The not_before of its intent has not passed yet.",
                "tidings cancel " + id);
    }

    @Test
    void a_failed_delivery_waits_for_its_retry_and_names_the_error() {
        String id = SERVER.accept("k");
        SERVER.end(WAITS::failed);

        WAITS.assertWaits(
                id,
                "retry_backoff",
                WAITS.inAnHour(),
                "Attempt 1 failed with http_500 (the endpoint answered 500), and the retry policy delays the next one.",
                "tidings retry-now " + id);
        SERVER.clock.advance(WaitRequests.HOUR);
        WAITS.assertDue(id);
    }

    @Test
    void a_delivery_waits_for_the_pause_of_the_owner() {
        String id = SERVER.accept("k");
        Instant until = WAITS.inAnHour();
        SERVER.post(WaitRequests.PATH + ":pause", "{\"until\":\"" + until + "\"}");

        WAITS.assertWaits(
                id,
                "endpoint_paused",
                until,
                "The owner of its endpoint paused it.",
                "tidings endpoints resume user:42 webhook");
    }

    @Test
    void a_delivery_waits_for_the_pause_that_its_endpoint_requested() {
        String id = SERVER.accept("k");
        SERVER.store.health().block(target(), EndpointCircuit.Reason.RETRY_AFTER, 0, WaitRequests.HOUR);

        WAITS.assertWaits(
                id,
                "endpoint_retry_after",
                WAITS.inAnHour(),
                "Its endpoint requested a pause with Retry-After.",
                "tidings endpoints unblock user:42 webhook");
    }

    @Test
    void a_delivery_waits_for_an_open_circuit_and_then_for_the_probe() {
        String failed = SERVER.accept("k");
        SERVER.end(WAITS::failed);
        String fresh = SERVER.accept("l");
        SERVER.store.health().block(target(), EndpointCircuit.Reason.CIRCUIT, 1, WaitRequests.HOUR);
        Instant until = WAITS.inAnHour();
        String unblock = "tidings endpoints unblock user:42 webhook";

        WAITS.assertWaits(
                failed,
                "circuit_open",
                until,
                "Too many attempts to its endpoint failed, so its circuit is open; the last error of this delivery was"
                        + " http_500 (the endpoint answered 500).",
                unblock);
        WAITS.assertWaits(
                fresh,
                "circuit_open",
                until,
                "Too many attempts to its endpoint failed, so its circuit is open.",
                unblock);
        SERVER.clock.advance(WaitRequests.HOUR);
        WAITS.assertWaits(
                fresh,
                "circuit_open",
                null,
                "Too many attempts to its endpoint failed, so its circuit is half open and the next attempt is a"
                        + " probe.",
                unblock);
    }

    @Test
    void a_delivery_waits_for_the_rate_of_its_endpoint_only_while_sends_use_it() {
        SERVER.put(WaitRequests.PATH, "{" + WaitRequests.ADDRESS + ",\"settings\":{\"rate_per_second\":\"0.1\"}}");
        String id = WAITS.accept("k", ",\"channels\":[\"webhook\"]");
        SERVER.end(WaitingRestTest::givenBack);
        Instant until = WAITS.inAnHour();
        WAITS.assertWaits(
                id,
                "capacity",
                until,
                "The server postponed its attempt to spread the load.",
                "tidings retry-now " + id);

        SERVER.store.rates().take(List.of(new RateTake(target(), Duration.ofSeconds(10), EndpointRate.TOLERANCE)));

        WAITS.assertWaits(
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
            WAITS.assertWaits(
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
        WAITS.assertDue(first);
    }

    @Test
    void a_delivery_waits_behind_the_first_one_of_its_ordering_key() {
        SERVER.putEndpoint("user:42");
        String first = WAITS.accept("k1", ",\"ordering_key\":\"order-1\"");
        String other = WAITS.accept("k2", ",\"ordering_key\":\"order-2\"");
        String second = WAITS.accept("k3", ",\"ordering_key\":\"order-1\"");

        WAITS.assertWaits(
                second,
                "ordering",
                null,
                "Deliveries are sent in the order of acceptance here, and the earlier delivery " + first
                        + " has not ended.",
                "tidings why " + first);
        for (String free : List.of(first, other)) {
            WAITS.assertDue(free);
        }
    }

    @Test
    void a_delivery_waits_for_an_operator_when_its_ordering_key_halted() {
        SERVER.putEndpoint("user:42");
        String halting = ",\"ordering_key\":\"order-1\",\"ordering_on_dead\":\"halt\"";
        String first = WAITS.accept("k1", halting);
        String second = WAITS.accept("k2", halting);
        SERVER.end(leased -> Completion.dead(leased, "expired"));

        WAITS.assertWaits(
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
        WAITS.assertDue(second);
        assertThat(SERVER.post("/tidings.v1.DeliveryService/ReleaseDelivery", "{\"deliveryId\":\"" + first + "\"}")
                        .status())
                .as("FAILED_PRECONDITION: it was released before")
                .isEqualTo(400);
    }

    @Test
    void a_delivery_waits_for_a_permit_of_its_concurrency_key() {
        SERVER.putEndpoint("user:42");
        String limited = ",\"concurrency_key\":\"crm\"";
        String first = WAITS.accept("k1", limited);
        String second = WAITS.accept("k2", limited);
        List<LeasedDelivery> leased = SERVER.store
                .claims()
                .claim(
                        "webhook",
                        10,
                        TenantWeights.EQUAL,
                        new LeaseGrant("edges", Duration.ofSeconds(30)),
                        SERVER.tokens);

        assertThat(leased).extracting(one -> one.id().value()).containsExactly(first);
        WAITS.assertWaits(
                second,
                "concurrency_limit",
                null,
                "As many deliveries of its concurrency key as its limit are being sent, such as " + first + ".",
                "tidings why " + first);
        assertThat(WAITS.listed("waiting_for=concurrency_limit")).containsExactly(second);
        SERVER.store.completions().complete(List.of(Completion.dead(leased.getFirst(), "expired")));
        WAITS.assertDue(second);
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
        SERVER.put(WaitRequests.PATH + "?name=orders", "{" + WaitRequests.ADDRESS + "}");
        String id = WAITS.accept("k", ",\"channels\":[\"webhook\"]");
        SERVER.post(WaitRequests.PATH + ":pause?name=orders", "{\"until\":\"" + WAITS.inAnHour() + "\"}");

        assertThat(WAITS.why(id)).endsWith(": tidings endpoints resume user:42 webhook --name orders");
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
        assertThat(WAITS.why(dead))
                .isEqualTo("  It is dead since " + SERVER.clock.instant()
                        + ": http_404; the last error was http_404 (the endpoint answered 404). Replay it with:"
                        + " tidings replay " + dead);
        assertThat(WAITS.why(canceled)).contains("It was canceled at ").endsWith(": tidings show " + canceled);
        assertThat(WAITS.why(sending)).contains("It is being sent now, ").endsWith(": tidings show " + sending);
    }
}
