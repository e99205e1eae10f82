package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests concurrency keys over two channels, on two nodes. */
class ConcurrencyTest {
    private static final String KEY = "crm";
    private static final int LIMIT = 2;
    private static final int COUNT = 60;

    private final AtomicInteger sending = new AtomicInteger();
    private final AtomicInteger most = new AtomicInteger();
    private final CountDownLatch stuck = new CountDownLatch(1);
    private Rig here;
    private Rig there;

    @BeforeEach
    void start(@TempDir Path dir) {
        Map<String, Rig.Send> channels = Map.of("fast", this::send, "slow", this::send);
        DispatchSettings settings = Rig.settings(new LaneSettings(8, 16, 8, 0))
                .withConcurrency(new ConcurrencyLimits(1, Map.of(KEY, LIMIT)));
        here = new Rig(dir, channels, settings).started();
        there = here.besides(channels, settings).started();
    }

    @AfterEach
    void stop() {
        stuck.countDown();
        there.close();
        here.close();
    }

    /** Every fifth first attempt fails; one address hangs. */
    private Outcome send(Message message) throws InterruptedException {
        if (message.notification().keys().concurrency() == null) {
            return Outcome.sent(Evidence.NONE);
        }
        most.accumulateAndGet(sending.incrementAndGet(), Math::max);
        try {
            if (message.address().equals("stuck")) {
                stuck.await();
            }
            return message.attempt() == 1 && message.deliveryId().hashCode() % 5 == 0
                    ? Outcome.retry("http_500", "down", Evidence.status(500))
                    : Outcome.sent(Evidence.NONE);
        } finally {
            sending.decrementAndGet();
        }
    }

    @Test
    void no_more_deliveries_of_a_key_than_its_limit_are_sent_at_once_over_two_channels_and_nodes() {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            accepted.add((i % 2 == 0 ? here : there).submitLimited(KEY, i % 3 == 0 ? "fast" : "slow", "address-" + i));
        }

        here.passUntil(
                Duration.ofSeconds(30),
                () -> accepted.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT));

        assertThat(most).hasValueBetween(1, LIMIT);
    }

    @Test
    void hanging_sends_of_a_key_hold_up_neither_other_keys_nor_deliveries_without_one() {
        DeliveryId first = here.submitLimited(KEY, "fast", "stuck");
        DeliveryId second = there.submitLimited(KEY, "slow", "stuck");
        await().until(() -> sending.get() == LIMIT);
        DeliveryId waiting = here.submitLimited(KEY, "fast", "address");
        List<DeliveryId> others = new ArrayList<>(there.submit("fast", "a", "b", "c"));
        others.add(here.submitLimited("other", "slow", "address-2"));

        here.awaitStatus(DeliveryStatus.SENT, others.subList(0, 3));
        assertThat(here.delivery(waiting).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(here.delivery(waiting).nextAttemptAt()).isNull();
        stuck.countDown();

        List<DeliveryId> all = new ArrayList<>(others);
        all.addAll(List.of(first, second, waiting));
        here.passUntil(
                Duration.ofSeconds(30),
                () -> all.stream().allMatch(id -> here.delivery(id).status() == DeliveryStatus.SENT));
        assertThat(here.delivery(waiting).status()).isEqualTo(DeliveryStatus.SENT);
    }
}
