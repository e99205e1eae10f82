package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff.Reservation;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.CompleteStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.simulation.ForwardingStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests on real threads and a database file what the dispatcher does after crashes, lapsed leases and stops. */
class DispatcherRecoveryTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);

    @TempDir
    Path dir;

    @Test
    void a_crashing_delivery_does_not_hold_up_others_and_ends_with_its_evidence() {
        Rig.Send crashing = message -> {
            if (message.address().equals("address-0")) {
                throw new StackOverflowError("bad");
            }
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("fast", crashing), Rig.lane(1, 5)).started()) {
            List<DeliveryId> ids = rig.submit("fast", Rig.addresses(20));
            rig.awaitStatus(DeliveryStatus.SENT, ids.subList(1, 20));
            DeliveryId bad = ids.getFirst();
            for (int attempt = 1; attempt < 3; attempt++) {
                rig.awaitStatus(DeliveryStatus.FAILED, bad);
                rig.pass(Duration.ofMinutes(1));
                int next = attempt + 1;
                await().until(() -> rig.delivery(bad).attemptNumber() == next);
            }
            rig.awaitStatus(DeliveryStatus.DEAD, bad);
            assertThat(rig.delivery(bad).reason()).isEqualTo("attempts_exhausted");
            assertThat(rig.real.queries().attempts(Intent.DEFAULT_TENANT, bad))
                    .hasSize(3)
                    .extracting(Attempt::code)
                    .containsOnly(Execution.CHANNEL_ERROR);
        }
    }

    @Test
    void a_lapsed_lease_is_reclaimed_and_its_attempt_is_unknown() {
        try (Rig rig = new Rig(dir, Map.of("fast", message -> SENT), Rig.lane(4, 4))) {
            DeliveryId id = rig.submit("fast", "a").getFirst();
            assertThat(rig.real
                            .claims()
                            .claim("fast", 1, TenantWeights.EQUAL, new LeaseGrant("dead", Rig.LEASE), rig.tokens))
                    .hasSize(1);
            rig.started();
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", "b"));
            assertThat(rig.delivery(id).status()).isEqualTo(DeliveryStatus.SENDING);
            rig.pass(Rig.LEASE);
            rig.awaitStatus(DeliveryStatus.SENT, id);
            assertThat(rig.delivery(id).reclaimCount()).isOne();
            assertThat(rig.real.queries().attempts(Intent.DEFAULT_TENANT, id))
                    .extracting(Attempt::result)
                    .containsExactly(AttemptResult.UNKNOWN, AttemptResult.SENT);
            assertThat(rig.events.counts()).containsEntry("reclaimed", 1);
        }
    }

    @Test
    void a_delivery_that_was_reclaimed_too_often_is_dead() {
        try (Rig rig =
                new Rig(dir, Map.of("fast", message -> SENT), Rig.lane(4, 4).withMaxReclaims(2))) {
            DeliveryId id = rig.submit("fast", "a").getFirst();
            for (int crash = 0; crash < 2; crash++) {
                rig.real.claims().claim("fast", 1, TenantWeights.EQUAL, new LeaseGrant("dead", Rig.LEASE), rig.tokens);
                rig.pass(Rig.LEASE);
            }
            rig.started();
            rig.awaitStatus(DeliveryStatus.DEAD, id);
            assertThat(rig.delivery(id).reason()).isEqualTo(Execution.RECLAIMS_EXHAUSTED);
        }
    }

    @Test
    void a_stop_releases_waiting_deliveries_and_lets_sends_finish() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch finish = new CountDownLatch(1);
        Rig.Send slow = message -> {
            begun.countDown();
            finish.await();
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("slow", slow), Rig.lane(1, 10)).started()) {
            List<DeliveryId> ids = rig.submit("slow", Rig.addresses(5));
            begun.await();
            var stopped = rig.dispatcher.drain();
            assertThat(rig.dispatcher.reserve(new TargetKey(Intent.DEFAULT_TENANT, "slow", "a")))
                    .isEqualTo(Reservation.FULL);
            assertThat(stopped).isNotDone();
            finish.countDown();
            rig.dispatcher.stop();
            rig.dispatcher.stop();
            assertThat(stopped).isCompleted();
            assertThat(ids)
                    .extracting(id -> rig.delivery(id).status())
                    .containsOnlyOnce(DeliveryStatus.SENT)
                    .doesNotContain(DeliveryStatus.SENDING);
            assertThat(ids.stream()
                            .map(rig::delivery)
                            .filter(one -> one.status() == DeliveryStatus.PENDING)
                            .map(Delivery::attemptsUsed))
                    .hasSize(4)
                    .containsOnly(0);
        }
    }

    @Test
    void a_send_beyond_the_grace_period_is_interrupted() {
        CountDownLatch begun = new CountDownLatch(1);
        Rig.Send endless = message -> {
            begun.countDown();
            new CountDownLatch(1).await();
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("slow", endless), Rig.lane(1, 10).withGrace(Duration.ZERO)).started()) {
            DeliveryId id = rig.submit("slow", "a").getFirst();
            await().until(() -> begun.getCount() == 0);
            rig.dispatcher.stop();
            assertThat(rig.delivery(id).status()).isEqualTo(DeliveryStatus.FAILED);
            assertThat(rig.real.queries().attempts(Intent.DEFAULT_TENANT, id))
                    .extracting(Attempt::code)
                    .containsExactly(Execution.INTERRUPTED);
        }
    }

    @Test
    void a_completion_that_cannot_be_stored_is_retried_and_nothing_is_sent_twice() {
        AtomicInteger failures = new AtomicInteger(3);
        AtomicInteger sends = new AtomicInteger();
        Rig.Send counted = message -> {
            sends.incrementAndGet();
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("fast", counted), Rig.lane(4, 4), real -> new ForwardingStore(real) {
                    @Override
                    public CompleteStore completions() {
                        return batch -> {
                            if (failures.getAndDecrement() > 0) {
                                throw new StoreUnavailable("disk full");
                            }
                            return super.completions().complete(batch);
                        };
                    }
                })
                .started()) {
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", "a"));
            assertThat(sends).hasValue(1);
        }
    }
}
