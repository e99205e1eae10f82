package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.testkit.simulation.ForwardingEndpoints;
import dev.tidings.testkit.simulation.ForwardingStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests deliveries to endpoints that are paused, disabled, failing or gone. */
class DispatcherEndpointTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));
    private static final EndpointKey KEY = new EndpointKey(Intent.DEFAULT_TENANT, "user:1", "fast");

    @TempDir
    Path dir;

    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicReference<Outcome> answer = new AtomicReference<>(SENT);

    private Rig rig(HealthSettings health) {
        Rig.Send answering = message -> {
            attempts.incrementAndGet();
            return answer.get();
        };
        Rig rig = new Rig(dir, Map.of("fast", answering), Rig.settings(new LaneSettings(1, 4, 64, 0), health));
        rig.putEndpoint("fast", "user:1");
        return rig.started();
    }

    private static HealthSettings health(int breakerCalls, Duration disableAfter, int disableAttempts) {
        return new HealthSettings(
                100,
                breakerCalls,
                80,
                Duration.ofHours(1),
                Duration.ofHours(1),
                1,
                Duration.ofMillis(20),
                disableAfter,
                disableAttempts);
    }

    @Test
    void a_paused_endpoint_gets_nothing_until_it_is_resumed_and_no_attempt_is_counted() {
        try (Rig rig = rig(HealthSettings.DEFAULT)) {
            rig.store.endpoints().pause(KEY, rig.clock.instant().plus(Duration.ofHours(1)));
            DeliveryId id = rig.notifyRecipient("fast", "user:1");
            await().until(() -> rig.events.counts().getOrDefault("given back", 0) > 0);
            assertThat(rig.delivery(id).status()).isEqualTo(DeliveryStatus.PENDING);
            assertThat(rig.delivery(id).nextAttemptAt())
                    .isEqualTo(rig.clock.instant().plus(Duration.ofHours(1)));
            assertThat(attempts).hasValue(0);
            rig.pass(Duration.ofHours(1));
            rig.awaitStatus(DeliveryStatus.SENT, id);
            assertThat(rig.delivery(id).attemptsUsed()).isOne();
        }
    }

    @Test
    void retry_after_holds_back_the_other_deliveries_of_the_endpoint() {
        answer.set(new Outcome.Retry("http_429", "slow down", Duration.ofHours(2), Evidence.status(429)));
        try (Rig rig = rig(HealthSettings.DEFAULT)) {
            DeliveryId first = rig.notifyRecipient("fast", "user:1");
            rig.awaitStatus(DeliveryStatus.FAILED, first);
            assertThat(rig.delivery(first).nextAttemptAt())
                    .isEqualTo(rig.clock.instant().plus(Duration.ofHours(2)));
            DeliveryId second = rig.notifyRecipient("fast", "user:1");
            await().until(() -> rig.events.counts().getOrDefault("given back", 0) > 0);
            assertThat(attempts).hasValue(1);
            assertThat(rig.delivery(second).attemptNumber()).isZero();
            rig.putEndpoint("fast", "user:2");
            answer.set(SENT);
            rig.awaitStatus(DeliveryStatus.SENT, rig.notifyRecipient("fast", "user:2"));
        }
    }

    @Test
    void an_open_circuit_releases_deliveries_without_counting_attempts() {
        answer.set(FAILED);
        try (Rig rig = rig(health(3, Duration.ofDays(5), 20))) {
            for (int i = 0; i < 3; i++) {
                rig.awaitStatus(DeliveryStatus.FAILED, rig.notifyRecipient("fast", "user:1"));
            }
            DeliveryId id = rig.notifyRecipient("fast", "user:1");
            await().until(() -> rig.events.counts().getOrDefault("given back", 0) > 0);
            assertThat(attempts).hasValue(3);
            assertThat(rig.delivery(id).status()).isEqualTo(DeliveryStatus.PENDING);
            assertThat(rig.delivery(id).attemptsUsed()).isZero();
        }
    }

    @Test
    void an_endpoint_that_is_gone_is_disabled_and_its_deliveries_are_skipped() {
        answer.set(new Outcome.Skipped("endpoint_gone", true, Evidence.status(410)));
        try (Rig rig = rig(HealthSettings.DEFAULT)) {
            DeliveryId first = rig.notifyRecipient("fast", "user:1");
            rig.awaitStatus(DeliveryStatus.SKIPPED, first);
            Delivery skipped = rig.delivery(first);
            assertThat(skipped.reason()).isEqualTo("endpoint_disabled");
            assertThat(skipped.lastAttempt()).extracting(Attempt::evidence).isEqualTo(Evidence.status(410));
            await().until(() -> !endpoint(rig).enabled());
            assertThat(endpoint(rig).disabledReason()).isEqualTo("endpoint_gone");
            assertThat(rig.real.events().events(Intent.DEFAULT_TENANT, null, 10).items())
                    .extracting(OperationalEvent::kind)
                    .containsExactly("endpoint.disabled");
            DeliveryId second = rig.notifyRecipient("fast", "user:1");
            rig.awaitStatus(DeliveryStatus.SKIPPED, second);
            assertThat(attempts).hasValue(1);
            assertThat(rig.events.counts()).containsEntry("endpoint disabled endpoint_gone", 1);
        }
    }

    @Test
    void an_endpoint_that_fails_for_days_is_disabled() {
        answer.set(FAILED);
        try (Rig rig = rig(health(100, Duration.ofDays(5), 3))) {
            for (int twice = 0; twice < 2; twice++) {
                rig.awaitStatus(DeliveryStatus.FAILED, rig.notifyRecipient("fast", "user:1"));
                rig.awaitWriter();
                rig.pass(Duration.ofDays(3));
            }
            rig.notifyRecipient("fast", "user:1");
            await().until(() -> !endpoint(rig).enabled());
            assertThat(endpoint(rig).disabledReason()).isEqualTo("endpoint_failing");
            await().until(() -> rig.events.counts().containsKey("endpoint disabled endpoint_failing"));
        }
    }

    @Test
    void only_the_first_success_after_failures_writes_to_the_store() {
        AtomicInteger written = new AtomicInteger();
        Rig.Send answering = message -> answer.get();
        answer.set(FAILED);
        try (Rig rig = new Rig(
                        dir,
                        Map.of("fast", answering),
                        Rig.settings(new LaneSettings(1, 4, 64, 0)),
                        real -> new ForwardingStore(real) {
                            @Override
                            public EndpointStore endpoints() {
                                return new ForwardingEndpoints(super.endpoints()) {
                                    @Override
                                    public void recordSuccess(EndpointKey key) {
                                        written.incrementAndGet();
                                        super.recordSuccess(key);
                                    }
                                };
                            }
                        })
                .started()) {
            rig.putEndpoint("fast", "user:1");
            rig.putEndpoint("fast", "user:2");
            rig.awaitStatus(DeliveryStatus.FAILED, rig.notifyRecipient("fast", "user:1"));
            await().until(() -> endpoint(rig).failures() != null);
            answer.set(SENT);
            for (int i = 0; i < 5; i++) {
                rig.awaitStatus(DeliveryStatus.SENT, rig.notifyRecipient("fast", "user:1"));
                rig.awaitStatus(DeliveryStatus.SENT, rig.notifyRecipient("fast", "user:2"));
            }
            await().until(() -> endpoint(rig).failures() == null);
            assertThat(written).hasValue(1);
        }
    }

    private static Endpoint endpoint(Rig rig) {
        return rig.real.endpoints().find(KEY).orElseThrow();
    }
}
