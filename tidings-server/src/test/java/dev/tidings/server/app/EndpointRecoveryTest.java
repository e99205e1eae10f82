package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.extension.NeedsServers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Deliveries in flight when an endpoint is fixed become due too, although they start waiting afterwards. */
@NeedsServers
class EndpointRecoveryTest {
    private static final SettableTimer TIMER = new SettableTimer();

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer(1_000, Duration.ofSeconds(10), TIMER);

    private static final Duration SOON = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofSeconds(5);
    private static final int STEPS = 6;
    private static final Duration HOUR = Duration.ofHours(1);

    /** The maximum spread of a single delivery. */
    private static final Duration SPREAD = Duration.ofSeconds(1);

    @BeforeEach
    void anEndpointThatNothingWaitsFor() {
        TIMER.clear();
        SERVER.putEndpoint("user:42");
    }

    @Test
    void a_send_in_flight_that_fails_within_two_seconds_is_made_due() {
        String id = accept("within two seconds");
        List<LeasedDelivery> sending = claim(1);
        fix();

        fail(sending);
        assertThat(waits(id)).as("the first pass was earlier").isEqualTo(HOUR);

        TIMER.advance(SOON);
        awaitDue(id);
    }

    @Test
    void a_longer_send_in_flight_is_made_due_after_half_a_minute() {
        String id = accept("after half a minute");
        List<LeasedDelivery> sending = claim(1);
        fix();
        TIMER.advance(SOON);
        await().until(() -> TIMER.waiting() == 1);

        fail(sending);
        assertThat(waits(id)).as("the second pass was earlier").isEqualTo(HOUR);

        afterSends();
        awaitDue(id);
        assertThat(TIMER.waiting()).as("scheduled passes").isZero();
        JsonNode run = SERVER.get("/v1/bulk-runs").json().at("/bulk_runs/0");
        assertThat(run.path("kind").asText()).isEqualTo("unblock");
        assertThat(run.path("requested_by").asText()).isEqualTo("the server");
        await().until(
                        () -> SERVER.get("/v1/bulk-runs")
                                .json()
                                .at("/bulk_runs/0/status")
                                .asText(),
                        "finished"::equals);
        assertThat(SERVER.get("/v1/bulk-runs").json().at("/bulk_runs/0/done").asInt())
                .isEqualTo(1);
    }

    @Test
    void a_delivery_that_failed_after_the_fix_keeps_its_backoff() {
        String soon = accept("fails soon");
        String later = accept("fails later");
        String anew = accept("fails anew");
        List<LeasedDelivery> sending = claim(2);
        fix();
        SERVER.clock.advance(Duration.ofMillis(1));
        fail(claim(1));

        fail(of(soon, sending));
        TIMER.advance(SOON);
        awaitDue(soon);
        assertThat(waits(anew)).isEqualTo(HOUR);

        await().until(() -> TIMER.waiting() == 1);
        fail(of(later, sending));
        afterSends();
        awaitDue(later);
        assertThat(waits(anew)).isEqualTo(HOUR);
    }

    @Test
    void nothing_is_scheduled_for_an_endpoint_without_waiting_deliveries() {
        assertThat(SERVER.putEndpoint("user:42").status()).isEqualTo(200);

        assertThat(TIMER.waiting()).isZero();
    }

    private static String accept(String key) {
        return SERVER.post("/v1/intents", IntentRestTest.intent(key, ",\"channels\":[\"webhook\"]"))
                .json()
                .at("/deliveries/0/delivery_id")
                .asText();
    }

    /** Half a minute, in the steps of the bulk run. */
    private static void afterSends() {
        for (int step = 0; step < STEPS; step++) {
            await().until(() -> TIMER.waiting() == 1);
            TIMER.advance(STEP);
        }
    }

    /** Changes the address of the endpoint and waits for the first pass, which schedules the second. */
    private static void fix() {
        assertThat(SERVER.put("/v1/recipients/user:42/endpoints/webhook", "{\"address\":\"http://127.0.0.1:9/fixed\"}")
                        .status())
                .isEqualTo(200);
        await().until(() -> TIMER.waiting() == 1);
    }

    private static List<LeasedDelivery> claim(int expected) {
        List<LeasedDelivery> leased = SERVER.store
                .claims()
                .claim(
                        "webhook",
                        expected,
                        TenantWeights.EQUAL,
                        new LeaseGrant("edges", Duration.ofSeconds(30)),
                        SERVER.tokens);
        assertThat(leased).hasSize(expected);
        return leased;
    }

    private static List<LeasedDelivery> of(String id, List<LeasedDelivery> leased) {
        return leased.stream().filter(each -> each.id().toString().equals(id)).toList();
    }

    private static void fail(List<LeasedDelivery> leased) {
        SERVER.store
                .completions()
                .complete(leased.stream()
                        .map(each -> Completion.retry(
                                each,
                                new Outcome.Retry("http_500", "the endpoint answered 500", null, Evidence.status(500)),
                                HOUR,
                                SERVER.clock.instant()))
                        .toList());
    }

    private static void awaitDue(String id) {
        await().untilAsserted(() -> assertThat(waits(id)).isLessThanOrEqualTo(SPREAD));
    }

    /** The time until its next attempt. */
    private static Duration waits(String id) {
        String next = SERVER.get("/v1/deliveries/" + id).text("next_attempt_at");
        return Duration.between(SERVER.clock.instant(), Instant.parse(next));
    }
}
