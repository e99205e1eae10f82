package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.WaitCounts;
import dev.tidings.core.store.WaitStore.Part;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Waiting deliveries of all tenants, in parts, and the last count of what they wait for. */
public abstract class WaitContract extends OrderedDeliveryContract {
    private static final Duration HOUR = Duration.ofHours(1);

    protected WaitContract(StoreFactory factory) {
        super(factory);
    }

    private List<DeliveryId> waiting(Part part, int limit) {
        return store().waits().waiting(CHANNEL, part, limit).stream()
                .map(Delivery::id)
                .toList();
    }

    @Test
    void due_deliveries_of_all_tenants_are_read_longest_due_first() {
        DeliveryId first = acceptOne("acme", "user:1");
        clock.advance(Duration.ofSeconds(1));
        DeliveryId second = acceptOne("user:2");
        clock.advance(Duration.ofSeconds(1));
        DeliveryId third = acceptOne("user:3");

        assertThat(waiting(Part.DUE, 10)).containsExactly(first, second, third);
        assertThat(waiting(Part.DUE, 2)).containsExactly(first, second);
        assertThat(store().waits().waiting("email", Part.DUE, 10)).isEmpty();
        assertThat(waiting(Part.SCHEDULED, 10)).isEmpty();
        assertThat(waiting(Part.QUEUED, 10)).isEmpty();
        Delivery read = store().waits().waiting(CHANNEL, Part.DUE, 1).getFirst();
        assertThat(read.tenant()).isEqualTo("acme");
        assertThat(read.recipient()).isEqualTo("user:1");
        assertThat(read.nextAttemptAt()).isEqualTo(now().minusSeconds(2));
    }

    @Test
    void those_that_are_being_sent_or_have_ended_are_not_read() {
        acceptOne("user:1");
        sent(claimOne());
        acceptOne("user:2");
        claimOne();

        for (Part part : Part.values()) {
            assertThat(waiting(part, 10)).as("%s", part).isEmpty();
        }
    }

    @Test
    void those_with_a_later_time_are_read_earliest_first() {
        Instant accepted = now();
        DeliveryId later = acceptOne("user:1");
        retry(claimOne(), HOUR.multipliedBy(2));
        DeliveryId earlier = acceptOne("user:2");
        retry(claimOne(), HOUR);

        assertThat(waiting(Part.SCHEDULED, 10)).containsExactly(earlier, later);
        assertThat(waiting(Part.DUE, 10)).isEmpty();
        Delivery read = store().waits().waiting(CHANNEL, Part.SCHEDULED, 1).getFirst();
        assertThat(read.status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(read.nextAttemptAt()).isEqualTo(accepted.plus(HOUR));
        assertThat(read.attemptNumber()).isEqualTo(1);
        clock.advance(HOUR);
        assertThat(waiting(Part.DUE, 10)).containsExactly(earlier);
    }

    @Test
    void those_behind_others_of_their_queue_are_read_apart() {
        DeliveryId first = acceptOrdered(USER);
        DeliveryId second = acceptOrdered(USER);

        assertThat(waiting(Part.DUE, 10)).containsExactly(first);
        assertThat(waiting(Part.SCHEDULED, 10)).isEmpty();
        assertThat(waiting(Part.QUEUED, 10)).containsExactly(second);
        assertThat(store().waits().waiting(CHANNEL, Part.QUEUED, 1).getFirst().nextAttemptAt())
                .isNull();
    }

    @Test
    void a_count_replaces_the_one_before() {
        assertThat(store().waits().counts()).isEmpty();
        WaitCounts first = new WaitCounts(
                Map.of("capacity", 3L, "ordering", 1L),
                false,
                List.of(new Backlog("email", 1, 0, null, true), new Backlog(CHANNEL, 5_000_000_000L, 3, now(), false)),
                now());
        store().waits().save(first);
        assertThat(store().waits().counts()).contains(first);

        clock.advance(HOUR);
        WaitCounts second =
                new WaitCounts(Map.of("capacity", 5_000_000_000L, "not_before", 0L), true, List.of(), now());
        store().waits().save(second);

        assertThat(store().waits().counts()).contains(second);
        assertThat(second.of("ordering")).isZero();
    }
}
