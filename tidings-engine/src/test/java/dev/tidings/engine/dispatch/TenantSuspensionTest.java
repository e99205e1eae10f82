package dev.tidings.engine.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Audience;
import dev.tidings.core.notification.Intent;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries of a suspended tenant are held without an attempt, and sent once it is resumed. */
class TenantSuspensionTest {
    private final AtomicInteger sends = new AtomicInteger();

    @TempDir
    Path folder;

    private Rig rig() {
        return new Rig(
                        folder,
                        Map.of("fast", message -> {
                            sends.incrementAndGet();
                            return Outcome.sent(Evidence.status(200));
                        }),
                        Rig.lane(4, 100))
                .started();
    }

    private static boolean isHeld(Rig rig, DeliveryId id) {
        Delivery delivery = rig.delivery(id);
        return delivery.status() == DeliveryStatus.PENDING
                && !Objects.requireNonNull(delivery.nextAttemptAt())
                        .isBefore(rig.clock.instant().plusSeconds(10));
    }

    @Test
    void a_delivery_is_held_without_an_attempt_and_sent_after_the_suspension() {
        try (Rig rig = rig()) {
            rig.suspended.put(Intent.DEFAULT_TENANT, rig.clock.instant());
            DeliveryId id = rig.submit("fast", "address").getFirst();

            await().until(() -> isHeld(rig, id));
            assertThat(sends).hasValue(0);
            assertThat(rig.delivery(id).attemptsUsed()).isZero();

            rig.suspended.clear();
            rig.pass(Duration.ofSeconds(10));
            rig.awaitStatus(DeliveryStatus.SENT, id);
            assertThat(sends).hasValue(1);
        }
    }

    @Test
    void a_held_delivery_that_expires_ends_when_it_expires() {
        try (Rig rig = rig()) {
            rig.suspended.put(Intent.DEFAULT_TENANT, rig.clock.instant().minus(Duration.ofDays(1)));
            Instant expiry = rig.clock.instant().plus(Duration.ofMinutes(5));
            DeliveryId id = rig.submit(
                            new Audience.Addresses(List.of(new Audience.Address("fast", "address"))), "fast", expiry)
                    .getFirst();

            await().until(() -> isHeld(rig, id));
            rig.pass(Duration.ofMinutes(5));
            rig.awaitStatus(DeliveryStatus.DEAD, id);

            assertThat(rig.delivery(id).reason()).isEqualTo("expired");
            assertThat(sends).hasValue(0);
        }
    }
}
