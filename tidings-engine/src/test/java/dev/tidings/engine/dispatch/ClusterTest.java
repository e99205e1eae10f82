package dev.tidings.engine.dispatch;

import static dev.tidings.engine.dispatch.Rig.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one store, and what holds on both. */
class ClusterTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    private static final Duration OPEN = Duration.ofMinutes(10);
    private static final String USER = "user:1";

    private final AtomicInteger tries = new AtomicInteger();
    private final AtomicReference<Outcome> answer = new AtomicReference<>(SENT);
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private Rig here;
    private Rig there;

    @BeforeEach
    void start(@TempDir Path dir) {
        Map<String, Rig.Send> channels = Map.of("fast", message -> {
            tries.incrementAndGet();
            gate.get().await();
            return answer.get();
        });
        DispatchSettings settings = Rig.settings(
                new LaneSettings(4, 4, 64, 0),
                new HealthSettings(100, 3, 80, OPEN, OPEN, 1, Duration.ofMillis(20), Duration.ofDays(5), 20));
        here = new Rig(dir, channels, settings).started();
        there = here.besides(channels, settings).started();
        here.putEndpoint("fast", USER);
    }

    @AfterEach
    void stop() {
        gate.get().countDown();
        there.close();
        here.close();
    }

    private void breakHere() {
        answer.set(FAILED);
        for (int i = 0; i < 3; i++) {
            DeliveryId id = here.tellRecipient("fast", USER);
            await().until(() -> here.delivery(id).attemptsUsed() == 1);
        }
        awaitBlocked(1, EndpointCircuit.Reason.BREAKER);
    }

    /** Until both nodes know that so many endpoints are left alone for that reason. */
    private void awaitBlocked(int endpoints, EndpointCircuit.Reason reason) {
        await().until(() -> here.dispatcher.blocked("fast", reason) == endpoints
                && there.dispatcher.blocked("fast", reason) == endpoints);
    }

    private int givenBack() {
        return here.heard.counts().getOrDefault("given back", 0)
                + there.heard.counts().getOrDefault("given back", 0);
    }

    @Test
    void a_breaker_that_opens_on_one_node_keeps_the_other_away_too() {
        breakHere();
        int before = tries.get();
        DeliveryId id = there.tellRecipient("fast", USER);
        await().until(() -> givenBack() > 0);
        assertThat(there.delivery(id).attemptsUsed()).isZero();
        assertThat(tries).hasValue(before);
    }

    @Test
    void retry_after_that_one_node_heard_holds_on_the_other() {
        answer.set(new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429)));
        DeliveryId first = here.tellRecipient("fast", USER);
        here.awaitStatus(DeliveryStatus.FAILED, first);
        awaitBlocked(1, EndpointCircuit.Reason.RETRY_AFTER);
        answer.set(SENT);
        DeliveryId second = there.tellRecipient("fast", USER);
        await().until(() -> givenBack() > 0);
        assertThat(tries).hasValue(1);
        here.pass(OPEN.multipliedBy(3));
        here.awaitStatus(DeliveryStatus.SENT, first, second);
    }

    @Test
    void one_probe_goes_out_from_all_nodes_and_its_success_frees_the_endpoint_on_each() {
        breakHere();
        int before = tries.get();
        List<DeliveryId> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(here.tellRecipient("fast", USER));
            waiting.add(there.tellRecipient("fast", USER));
        }
        await().until(() -> givenBack() >= waiting.size());
        CountDownLatch probing = new CountDownLatch(1);
        gate.set(probing);
        answer.set(SENT);
        int back = givenBack();

        here.pass(OPEN.multipliedBy(3));
        // The others may be given back before the probe has reached its channel.
        await().until(() -> tries.get() > before && givenBack() >= back + waiting.size() - 1);
        assertThat(tries).hasValue(before + 1);

        probing.countDown();
        here.passUntil(
                OPEN, () -> waiting.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT));
    }

    @Test
    void an_endpoints_own_rate_holds_for_both_nodes_together() {
        here.putEndpoint("fast", "user:2", Map.of("rate_per_second", "20"));
        Instant begun = here.clock.instant();
        List<DeliveryId> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.add(here.tellRecipient("fast", "user:2"));
            told.add(there.tellRecipient("fast", "user:2"));
        }
        await().until(() -> {
            here.pass(Duration.ofMillis(10));
            return told.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT);
        });
        Duration atLeast = Duration.ofMillis(50).multipliedBy(told.size() - 1).minusMillis(100);
        assertThat(Duration.between(begun, here.clock.instant())).isGreaterThanOrEqualTo(atLeast);
        assertThat(told)
                .allSatisfy(id -> assertThat(here.delivery(id).attemptsUsed()).isOne());
    }

    @Test
    void what_is_unblocked_on_one_node_is_free_on_both() {
        answer.set(new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429)));
        here.awaitStatus(DeliveryStatus.FAILED, here.tellRecipient("fast", USER));
        awaitBlocked(1, EndpointCircuit.Reason.RETRY_AFTER);
        answer.set(SENT);
        EndpointKey key = new EndpointKey(Intent.DEFAULT_TENANT, USER, "fast");

        here.real.unblock(key);
        here.dispatcher.unblock(key);
        awaitBlocked(0, EndpointCircuit.Reason.RETRY_AFTER);

        here.awaitStatus(DeliveryStatus.SENT, here.tellRecipient("fast", USER), there.tellRecipient("fast", USER));
        awaitBlocked(0, EndpointCircuit.Reason.RETRY_AFTER);
    }
}
