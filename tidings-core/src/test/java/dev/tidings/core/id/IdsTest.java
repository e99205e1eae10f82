package dev.tidings.core.id;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class IdsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:15:30.123Z");

    private final AtomicLong count = new AtomicLong();
    private final Ids ids = at -> ByteBuffer.allocate(Id.BYTES)
            .putLong(at.toEpochMilli() << 16)
            .putLong(count.incrementAndGet())
            .array();

    @Test
    void an_id_begins_with_its_time() {
        assertThat(ids.notification(NOW).time()).isEqualTo(NOW);
        assertThat(ids.next(NOW)).hasSize(26).isGreaterThan(ids.next(NOW.minusMillis(1)));
    }

    @Test
    void a_delivery_has_the_time_of_its_notification_and_of_those_beside_it() {
        NotificationId notification = ids.notification(NOW);
        DeliveryId first = ids.deliveryOf(notification, NOW.plusSeconds(5));
        DeliveryId other = ids.deliveryBeside(first, NOW.plusSeconds(9));

        assertThat(first.time()).isEqualTo(NOW);
        assertThat(other.time()).isEqualTo(NOW);
        assertThat(other).isNotEqualTo(first);
        assertThat(first.value().substring(DeliveryId.PREFIX.length(), 14))
                .isEqualTo(notification.value().substring(NotificationId.PREFIX.length(), 14));
    }

    @Test
    void the_bytes_after_the_time_are_replaced() {
        byte[] rest = {(byte) 0xff, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
        DeliveryId id = ids.delivery(NOW).withRest(rest);

        assertThat(id.time()).isEqualTo(NOW);
        assertThat(id.bytes()).endsWith(0xff, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    }

    @Test
    void the_first_id_of_a_millisecond_is_below_all_others_of_it() {
        DeliveryId first = DeliveryId.first(NOW);

        assertThat(first).isLessThan(ids.delivery(NOW)).isGreaterThan(ids.delivery(NOW.minusMillis(1)));
        assertThat(DeliveryId.first(Instant.MIN).value()).isEqualTo("dlv_00000000000000000000000000");
        assertThat(DeliveryId.first(Instant.MAX).value()).isEqualTo("dlv_7ZZZZZZZZZ0000000000000000");
        assertThat(NotificationId.first(Instant.EPOCH.minusMillis(1)).time()).isEqualTo(Instant.EPOCH);
    }

    @Test
    void ids_of_other_kinds_are_not_equal() {
        byte[] bytes = ids.bytes(NOW);

        assertThat((Object) DeliveryId.ofBytes(bytes)).isNotEqualTo(NotificationId.ofBytes(bytes));
    }

    @Test
    void texts_above_the_greatest_are_refused() {
        assertThat(DeliveryId.isForm("dlv_7ZZZZZZZZZZZZZZZZZZZZZZZZZ")).isTrue();
        assertThat(DeliveryId.isForm("dlv_80000000000000000000000000")).isFalse();
        assertThat(NotificationId.isForm("ntf_0000000000000000000000000\u00e9")).isFalse();
    }
}
