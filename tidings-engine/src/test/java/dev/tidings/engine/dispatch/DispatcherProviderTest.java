package dev.tidings.engine.dispatch;

import static dev.tidings.engine.dispatch.Rig.PROVIDED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests deliveries that go through providers, such as mail servers, that fail. */
class DispatcherProviderTest {
    private static final Outcome SENT = Outcome.sent(Evidence.NONE);
    private static final Outcome UNREACHABLE = Outcome.providerFailed("network_error", "no connection", Evidence.NONE);
    private static final int CALLS_UNTIL_OPEN = 3;

    @TempDir
    Path dir;

    private final AtomicInteger tried = new AtomicInteger();
    private final AtomicBoolean repaired = new AtomicBoolean();

    private Rig rig() {
        HealthSettings health = new HealthSettings(
                100,
                CALLS_UNTIL_OPEN,
                100,
                Duration.ofHours(1),
                Duration.ofHours(1),
                1,
                Duration.ofMillis(20),
                Duration.ofDays(5),
                20);
        return new Rig(dir, Map.of(PROVIDED, this::send), Rig.settings(new LaneSettings(1, 8, 64, 0), health))
                .started();
    }

    private Outcome send(Message message) {
        if (message.address().endsWith("@fine") || repaired.get()) {
            return SENT;
        }
        tried.incrementAndGet();
        return UNREACHABLE;
    }

    @Test
    void a_dead_provider_holds_up_only_what_goes_through_it_and_costs_no_attempts() {
        try (Rig rig = rig()) {
            for (int i = 0; i < CALLS_UNTIL_OPEN; i++) {
                DeliveryId id = rig.submit(PROVIDED, "user-" + i + "@dead").getFirst();
                rig.awaitStatus(DeliveryStatus.FAILED, id);
                assertThat(rig.delivery(id).attemptsUsed()).isZero();
                assertThat(rig.delivery(id).lastAttempt())
                        .extracting(Attempt::code)
                        .isEqualTo("network_error");
            }

            DeliveryId held = rig.submit(PROVIDED, "another@dead").getFirst();
            await().until(() -> rig.events.counts().getOrDefault("given back", 0) > 0);
            rig.awaitStatus(DeliveryStatus.SENT, rig.submit(PROVIDED, "user@fine"));

            assertThat(rig.delivery(held).status()).isEqualTo(DeliveryStatus.PENDING);
            assertThat(tried).hasValue(CALLS_UNTIL_OPEN);
            assertThat(rig.dispatcher.blockedProviders(PROVIDED)).isOne();
        }
    }

    @Test
    void everything_is_sent_once_a_probe_of_the_provider_succeeds() {
        try (Rig rig = rig()) {
            List<DeliveryId> ids = new ArrayList<>();
            for (int i = 0; i < CALLS_UNTIL_OPEN + 3; i++) {
                ids.addAll(rig.submit(PROVIDED, "user-" + i + "@dead"));
            }
            await().until(() -> rig.dispatcher.blockedProviders(PROVIDED) == 1);
            repaired.set(true);

            rig.passUntil(
                    Duration.ofMinutes(10),
                    () -> ids.stream().allMatch(id -> rig.delivery(id).status() == DeliveryStatus.SENT));

            assertThat(ids)
                    .allSatisfy(
                            id -> assertThat(rig.delivery(id).attemptsUsed()).isOne());
            await().until(() -> rig.dispatcher.blockedProviders(PROVIDED) == 0);
        }
    }
}
