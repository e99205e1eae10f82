package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.HandOff.Reservation;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Intent;
import dev.tidings.core.store.ClaimStore;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.Store;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.simulation.ForwardingClaims;
import dev.tidings.testkit.simulation.ForwardingStore;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the dispatcher on real threads and a database file. */
class DispatcherTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome FAILED = Outcome.retry("http_500", "down", Evidence.status(500));

    @TempDir
    Path dir;

    @Test
    void a_slow_channel_never_starves_another() {
        CountDownLatch slow = new CountDownLatch(1);
        Rig.Send stuck = message -> {
            slow.await();
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("slow", stuck, "fast", message -> SENT), Rig.lane(2, 5)).started()) {
            List<DeliveryId> held = rig.submit("slow", Rig.addresses(50));
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", Rig.addresses(50)));
            assertThat(held).noneMatch(id -> rig.delivery(id).status().terminal());
            slow.countDown();
            rig.awaitStatus(DeliveryStatus.SENT, held);
        }
    }

    @Test
    void a_slow_endpoint_never_starves_another_of_its_channel() {
        CountDownLatch answers = new CountDownLatch(1);
        AtomicInteger toSlow = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Rig.Send send = message -> {
            if (message.address().equals("slow")) {
                most.accumulateAndGet(toSlow.incrementAndGet(), Math::max);
                answers.await();
                toSlow.decrementAndGet();
            }
            return SENT;
        };
        // More than the lane can hold: the rest waits in the store, ahead of later deliveries.
        try (Rig rig = new Rig(dir, Map.of("fast", send), Rig.lane(8, 16)).started()) {
            List<DeliveryId> held = IntStream.range(0, 100)
                    .mapToObj(_ -> rig.submit("fast", "slow").getFirst())
                    .toList();
            for (int i = 0; i < 20; i++) {
                rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", "another", "address-" + i));
            }
            assertThat(most).hasValue(2);
            assertThat(held).noneMatch(id -> rig.delivery(id).status().terminal());
            answers.countDown();
            rig.passUntil(
                    Duration.ofSeconds(1),
                    () -> held.stream().allMatch(id -> rig.delivery(id).status() == DeliveryStatus.SENT));
            assertThat(held).allMatch(id -> rig.delivery(id).attemptsUsed() == 1);
        }
    }

    @Test
    void a_local_shortage_costs_no_attempt_and_pauses_the_lane() {
        AtomicInteger attempts = new AtomicInteger();
        CountDownLatch enough = new CountDownLatch(1);
        Rig.Send send = message -> {
            attempts.incrementAndGet();
            return enough.getCount() > 0 ? new Outcome.NotTried("no connection is free", Duration.ofMillis(20)) : SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("fast", send), Rig.lane(2, 16)).started()) {
            List<DeliveryId> ids = rig.submit("fast", Rig.addresses(10));
            // Far more calls than a budget of three attempts each would allow.
            rig.passUntil(Duration.ofSeconds(1), () -> attempts.get() > 40);
            assertThat(ids).noneMatch(id -> rig.delivery(id).status().terminal());
            enough.countDown();
            rig.passUntil(
                    Duration.ofSeconds(1),
                    () -> ids.stream().allMatch(id -> rig.delivery(id).status() == DeliveryStatus.SENT));
            assertThat(ids).allMatch(id -> rig.delivery(id).attemptsUsed() == 1);
        }
    }

    @Test
    void sends_and_claims_never_exceed_the_permits() {
        assertThat(claimLimits(1)).isNotEmpty().allMatch(limit -> limit <= 7).anyMatch(limit -> limit > 3);
    }

    @Test
    void with_two_nodes_nothing_is_claimed_ahead() {
        assertThat(claimLimits(2)).isNotEmpty().allMatch(limit -> limit <= 3);
    }

    /** Returns the claim sizes of a lane with a concurrency of three and a queue of four. */
    private Queue<Integer> claimLimits(int nodes) {
        AtomicInteger inFlight = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        Queue<Integer> limits = new ConcurrentLinkedQueue<>();
        Rig.Send counted = message -> {
            most.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            inFlight.decrementAndGet();
            return SENT;
        };
        try (Rig rig = new Rig(
                dir,
                Map.of("fast", counted),
                Rig.lane(3, 4),
                real -> claiming(real, new ForwardingClaims(real.claims()) {
                    @Override
                    public List<LeasedDelivery> claim(
                            String to,
                            int limit,
                            TenantWeights weights,
                            ConcurrencyLimits concurrency,
                            LeaseGrant grant,
                            Supplier<LeaseToken> tokens) {
                        limits.add(limit);
                        return super.claim(to, limit, weights, concurrency, grant, tokens);
                    }
                }))) {
            rig.dispatcher.share(nodes, Map.of("fast", nodes));
            List<DeliveryId> before = rig.submit("fast", Rig.addresses(100));
            rig.started();
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", Rig.addresses(100)));
            rig.awaitStatus(DeliveryStatus.SENT, before);
            assertThat(most.get()).isBetween(1, 3);
        }
        return limits;
    }

    /** A store with these claims in place of its own. */
    private static Store claiming(Store real, ClaimStore claims) {
        return new ForwardingStore(real) {
            @Override
            public ClaimStore claims() {
                return claims;
            }
        };
    }

    @Test
    void a_signal_of_another_node_does_not_send_new_deliveries_of_a_busy_lane_through_the_store() {
        CountDownLatch answers = new CountDownLatch(1);
        Rig.Send stuck = message -> {
            answers.await();
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("slow", stuck), Rig.lane(4, 64)).started()) {
            rig.dispatcher.share(2, Map.of("slow", 2));
            List<DeliveryId> busy = rig.submit("slow", Rig.addresses(8));
            rig.dispatcher.wake("slow");
            List<DeliveryId> later = rig.submit("slow", Rig.addresses(8));
            assertThat(later).allMatch(id -> rig.delivery(id).status() == DeliveryStatus.SENDING);
            answers.countDown();
            rig.awaitStatus(DeliveryStatus.SENT, busy);
            rig.awaitStatus(DeliveryStatus.SENT, later);
        }
    }

    @Test
    void a_successful_first_attempt_needs_no_claim_and_no_poll() {
        AtomicInteger asked = new AtomicInteger();
        int count = 2_000;
        Duration rarely = Duration.ofMinutes(10);
        DispatchSettings settings = new DispatchSettings(
                DispatchSettings.Lanes.all(new LaneSettings(64, count, 64, 0)),
                20,
                new DispatchSettings.Polling(rarely, rarely),
                Duration.ofSeconds(10),
                500,
                HealthSettings.DEFAULT,
                DispatchSettings.ClaimRules.DEFAULT);
        try (Rig rig = new Rig(
                        dir,
                        Map.of("fast", message -> SENT),
                        settings,
                        real -> claiming(real, new ForwardingClaims(real.claims()) {
                            @Override
                            public @Nullable Instant nextDue(String channel) {
                                asked.incrementAndGet();
                                return super.nextDue(channel);
                            }

                            @Override
                            public List<LeasedDelivery> claim(
                                    String to,
                                    int limit,
                                    TenantWeights weights,
                                    ConcurrencyLimits concurrency,
                                    LeaseGrant grant,
                                    Supplier<LeaseToken> tokens) {
                                asked.incrementAndGet();
                                return super.claim(to, limit, weights, concurrency, grant, tokens);
                            }
                        }))
                .started()) {
            await().until(() -> !behind(rig));
            for (int i = 0; i < 20; i++) {
                rig.submit("fast", Rig.addresses(count / 20));
            }
            await().until(() -> rig.events.counts().getOrDefault("sent null", 0) == count);
            assertThat(asked)
                    .as("claims and polls, including those at the start")
                    .hasValueLessThan(5);
        }
    }

    private static boolean behind(Rig rig) {
        TargetKey anybody = new TargetKey(Intent.DEFAULT_TENANT, "fast", "anybody");
        if (rig.dispatcher.reserve(anybody) instanceof Reservation.Full) {
            return true;
        }
        rig.dispatcher.release(anybody);
        return false;
    }

    @Test
    void deliveries_of_a_removed_channel_are_dead_with_that_reason() {
        try (Rig rig = new Rig(dir, Map.of("fast", message -> SENT), Rig.lane(4, 4))) {
            DeliveryId id = rig.submit("gone", "a").getFirst();
            rig.started();
            rig.awaitStatus(DeliveryStatus.DEAD, id);
            assertThat(rig.delivery(id).reason()).isEqualTo(Execution.CHANNEL_UNKNOWN);
        }
    }

    @Test
    void an_expired_delivery_is_not_sent() {
        List<Message> sent = new ArrayList<>();
        Rig.Send noting = message -> {
            sent.add(message);
            return SENT;
        };
        try (Rig rig = new Rig(dir, Map.of("fast", noting), Rig.lane(4, 4))) {
            rig.putEndpoint("fast", "user:1");
            DeliveryId id = rig.submit(
                            new dev.tidings.core.notification.Audience.Recipients(List.of("user:1")),
                            "fast",
                            rig.clock.instant().plusSeconds(60))
                    .getFirst();
            rig.pass(Duration.ofSeconds(60));
            rig.started();
            rig.awaitStatus(DeliveryStatus.DEAD, id);
            assertThat(rig.delivery(id).reason()).isEqualTo(Execution.EXPIRED);
            assertThat(sent).isEmpty();
        }
    }

    @Test
    void a_limited_lane_still_sends_everything() {
        DispatchSettings limited = Rig.settings(new LaneSettings(4, 4, 64, 50));
        try (Rig rig = new Rig(dir, Map.of("fast", message -> SENT), limited).started()) {
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit("fast", Rig.addresses(60)));
        }
    }

    @Test
    void a_failed_attempt_is_retried_when_it_is_due() {
        AtomicInteger attempts = new AtomicInteger();
        Rig.Send second = message -> attempts.incrementAndGet() == 1 ? FAILED : SENT;
        try (Rig rig = new Rig(dir, Map.of("fast", second), Rig.lane(4, 4)).started()) {
            DeliveryId id = rig.submit("fast", "a").getFirst();
            rig.awaitStatus(DeliveryStatus.FAILED, id);
            assertThat(rig.delivery(id).nextAttemptAt())
                    .isEqualTo(rig.clock.instant().plus(Duration.ofMinutes(1)));
            rig.pass(Duration.ofMinutes(1));
            rig.awaitStatus(DeliveryStatus.SENT, id);
            assertThat(rig.delivery(id).attemptsUsed()).isEqualTo(2);
        }
    }
}
