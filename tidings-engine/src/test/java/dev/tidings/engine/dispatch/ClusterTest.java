package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import dev.tidings.testkit.id.EndpointIds;
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

/** Tests two nodes on one store. */
class ClusterTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    private static final Duration OPEN = Duration.ofMinutes(10);
    private static final String USER = "user:1";

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicReference<Outcome> answer = new AtomicReference<>(SENT);
    private final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));
    private Rig here;
    private Rig there;

    @BeforeEach
    void start(@TempDir Path dir) {
        Map<String, Rig.Send> channels = Map.of("fast", message -> {
            attempts.incrementAndGet();
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

    private void openCircuitHere() {
        answer.set(FAILED);
        for (int i = 0; i < 3; i++) {
            DeliveryId id = here.notifyRecipient("fast", USER);
            await().until(() -> here.delivery(id).attemptsUsed() == 1);
        }
        awaitBlocked(1, EndpointCircuit.Reason.CIRCUIT);
    }

    /** Waits until both nodes know this many blocked endpoints with that reason. */
    private void awaitBlocked(int endpoints, EndpointCircuit.Reason reason) {
        await().until(() -> here.dispatcher.blocked("fast", reason) == endpoints
                && there.dispatcher.blocked("fast", reason) == endpoints);
    }

    private int givenBack() {
        return here.events.counts().getOrDefault("given back", 0)
                + there.events.counts().getOrDefault("given back", 0);
    }

    @Test
    void a_circuit_opened_by_one_node_blocks_the_other() {
        openCircuitHere();
        int before = attempts.get();
        DeliveryId id = there.notifyRecipient("fast", USER);
        await().until(() -> givenBack() > 0);
        assertThat(there.delivery(id).attemptsUsed()).isZero();
        assertThat(attempts).hasValue(before);
    }

    @Test
    void retry_after_received_by_one_node_applies_to_the_other() {
        answer.set(new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429)));
        DeliveryId first = here.notifyRecipient("fast", USER);
        here.awaitStatus(DeliveryStatus.FAILED, first);
        awaitBlocked(1, EndpointCircuit.Reason.RETRY_AFTER);
        answer.set(SENT);
        DeliveryId second = there.notifyRecipient("fast", USER);
        await().until(() -> givenBack() > 0);
        assertThat(attempts).hasValue(1);
        here.pass(OPEN.multipliedBy(3));
        here.awaitStatus(DeliveryStatus.SENT, first, second);
    }

    @Test
    void one_probe_of_all_nodes_closes_the_circuit_on_each() {
        openCircuitHere();
        int before = attempts.get();
        List<DeliveryId> waiting = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            waiting.add(here.notifyRecipient("fast", USER));
            waiting.add(there.notifyRecipient("fast", USER));
        }
        await().until(() -> givenBack() >= waiting.size());
        CountDownLatch probing = new CountDownLatch(1);
        gate.set(probing);
        answer.set(SENT);
        int back = givenBack();

        here.pass(OPEN.multipliedBy(3));
        // The others may be released before the probe reaches its channel.
        await().until(() -> attempts.get() > before && givenBack() >= back + waiting.size() - 1);
        assertThat(attempts).hasValue(before + 1);

        probing.countDown();
        here.passUntil(
                OPEN, () -> waiting.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT));
    }

    @Test
    void an_endpoint_rate_limits_both_nodes_together() {
        here.putEndpoint("fast", "user:2", Map.of("rate_per_second", "20"));
        Instant begun = here.clock.instant();
        List<DeliveryId> told = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            told.add(here.notifyRecipient("fast", "user:2"));
            told.add(there.notifyRecipient("fast", "user:2"));
        }
        here.passUntil(
                Duration.ofMillis(10),
                () -> told.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT));
        Duration atLeast = Duration.ofMillis(50).multipliedBy(told.size() - 1).minusMillis(100);
        assertThat(Duration.between(begun, here.clock.instant())).isGreaterThanOrEqualTo(atLeast);
        assertThat(told)
                .allSatisfy(id -> assertThat(here.delivery(id).attemptsUsed()).isOne());
    }

    @Test
    void unblocking_on_one_node_applies_to_both() {
        answer.set(new Outcome.Retry("http_429", "slow down", OPEN, Evidence.status(429)));
        here.awaitStatus(DeliveryStatus.FAILED, here.notifyRecipient("fast", USER));
        awaitBlocked(1, EndpointCircuit.Reason.RETRY_AFTER);
        answer.set(SENT);
        TargetKey key = EndpointIds.target(new EndpointKey(Intent.DEFAULT_TENANT, USER, "fast"));

        here.real.health().unblock(key);
        here.dispatcher.unblock(key);
        awaitBlocked(0, EndpointCircuit.Reason.RETRY_AFTER);

        here.awaitStatus(DeliveryStatus.SENT, here.notifyRecipient("fast", USER), there.notifyRecipient("fast", USER));
        awaitBlocked(0, EndpointCircuit.Reason.RETRY_AFTER);
    }
}
