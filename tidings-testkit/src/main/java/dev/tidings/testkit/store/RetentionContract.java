package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.QuarantinedItem;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Retention: removes only finished data, in bounded batches, and idempotency records at their own time. */
public abstract class RetentionContract extends StoreContract {
    private static final Duration KEPT = Duration.ofDays(30);
    /** Stores that remove whole days may keep data one day longer. */
    private static final Duration PAST = KEPT.plusDays(1);

    protected RetentionContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void old_notifications_are_removed_with_everything_that_refers_to_them() {
        Acceptance old = intent(TENANT, "k", "alarm", pending(CHANNEL, "user:1"));
        DeliveryId id = old.deliveries().getFirst().id();
        accept(old);
        retry(claimOne(), Duration.ZERO);
        sent(claimOne());
        clock.advance(PAST);

        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isOne();

        assertThat(store().queries().notification(TENANT, old.notification().id()))
                .isEmpty();
        assertThat(store().queries().delivery(TENANT, id)).isEmpty();
        assertThat(store().queries().attempts(TENANT, id)).isEmpty();
        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isZero();
    }

    @Test
    void a_notification_is_kept_while_a_delivery_is_unfinished_or_finished_recently() {
        Acceptance open = intent("open", pending(CHANNEL, "user:1"), pending("email", "user:1"));
        accept(open);
        sent(claimOne());
        clock.advance(KEPT.multipliedBy(2));
        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isZero();

        store().changes().cancel(TENANT, open.deliveries().getLast().id());
        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isZero();

        clock.advance(PAST);
        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isOne();
    }

    @Test
    void batches_are_bounded_and_unfinished_notifications_do_not_block_others() {
        for (int i = 0; i < 3; i++) {
            accept(intent("waiting-" + i, pending("email", "user:" + i)));
        }
        for (int i = 0; i < 5; i++) {
            acceptOne("user:" + i);
        }
        claim(5).forEach(this::sent);
        clock.advance(PAST);

        assertThat(store().retention().removeFinished(now().minus(KEPT), 2)).isEqualTo(2);
        assertThat(store().retention().removeFinished(now().minus(KEPT), 2)).isEqualTo(2);
        assertThat(store().retention().removeFinished(now().minus(KEPT), 2)).isEqualTo(1);
        assertThat(store().retention().removeFinished(now().minus(KEPT), 2)).isZero();
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 100)).isEqualTo(3);
    }

    @Test
    void notifications_finished_during_a_sweep_are_removed_by_the_next() {
        DeliveryId waiting = acceptOne("user:1");
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:2", "because");
        accept(intent("k", skipped));
        clock.advance(KEPT.multipliedBy(2));
        assertThat(store().retention().removeFinished(now().minus(KEPT), 1)).isOne();
        store().changes().cancel(TENANT, waiting);
        clock.advance(PAST);

        int removed = store().retention().removeFinished(now().minus(KEPT), 1)
                + store().retention().removeFinished(now().minus(KEPT), 1);

        assertThat(removed).isOne();
    }

    @Test
    void an_intent_with_only_reused_deliveries_is_removed_too() {
        accept(intent(TENANT, "a", "alarm", pending(CHANNEL, "user:1")));
        accept(intent(TENANT, "b", "alarm", pending(CHANNEL, "user:1")));
        sent(claimOne());
        clock.advance(PAST);

        assertThat(store().retention().removeFinished(now().minus(KEPT), 10)).isEqualTo(2);
    }

    @Test
    void the_idempotency_record_outlives_its_notification() {
        Acceptance old = intent("k", pending(CHANNEL, "user:1"));
        accept(old);
        sent(claimOne());
        clock.advance(PAST);
        store().retention().removeFinished(now().minus(KEPT), 10);

        assertThat(accept(old))
                .isEqualTo(new AcceptResult.Replayed(old.notification().id(), List.of()));
        assertThat(accept(changed(old)))
                .isEqualTo(new AcceptResult.Conflict(old.notification().id()));
    }

    @Test
    void an_idempotency_record_is_removed_only_at_its_own_time() {
        Acceptance first = intent("k", pending(CHANNEL, "user:1"));
        accept(first);
        clock.advance(Duration.ofDays(7));
        accept(intent("k2", pending(CHANNEL, "user:2")));

        assertThat(store().retention().removeIdempotency(now().minus(Duration.ofDays(7)), 10))
                .isZero();
        clock.advance(Duration.ofMillis(1));
        assertThat(store().retention().removeIdempotency(now().minus(Duration.ofDays(7)), 10))
                .isOne();

        assertThat(accept(intent("k", pending(CHANNEL, "user:3")))).isInstanceOf(AcceptResult.Accepted.class);
        assertThat(accept(intent("k2", pending(CHANNEL, "user:3")))).isInstanceOf(AcceptResult.Replayed.class);
    }

    @Test
    void idempotency_records_are_removed_in_bounded_batches() {
        for (int i = 0; i < 5; i++) {
            acceptOne("user:" + i);
        }
        clock.advance(Duration.ofDays(8));

        assertThat(store().retention().removeIdempotency(now(), 3)).isEqualTo(3);
        assertThat(store().retention().removeIdempotency(now(), 3)).isEqualTo(2);
    }

    @Test
    void operational_records_are_removed_in_bounded_batches() {
        for (int i = 0; i < 5; i++) {
            store().quarantine()
                    .quarantine(new QuarantinedItem(
                            "qrn_" + i, TENANT, "redis", Integer.toString(i), new byte[] {1}, "no JSON", now()));
        }
        clock.advance(Duration.ofDays(8));

        assertThat(store().retention().removeOperational(now().minus(Duration.ofDays(9)), 3))
                .isZero();
        assertThat(store().retention().removeOperational(now(), 3)).isEqualTo(3);
        assertThat(store().retention().removeOperational(now(), 3)).isEqualTo(2);
        assertThat(store().quarantine().quarantined(TENANT, null, 10).items()).isEmpty();
    }
}
