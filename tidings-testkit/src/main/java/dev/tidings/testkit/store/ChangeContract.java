package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.NewDelivery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What operators do: cancel what waits, replay what ended, history kept. */
public abstract class ChangeContract extends StoreContract {
    private static final Duration AT_ONCE = Duration.ZERO;

    protected ChangeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void what_waits_is_canceled_and_never_claimed() {
        DeliveryId pending = acceptOne("user:1");
        DeliveryId failed = acceptOne("user:2");
        claim(2).stream().filter(leased -> leased.id().equals(failed)).forEach(leased -> retry(leased, AT_ONCE));
        clock.advance(LEASE);
        claim(2).forEach(leased -> complete(Completion.givenBack(leased, AT_ONCE)));

        assertThat(store().cancel(TENANT, pending)).get().satisfies(canceled -> {
            assertThat(canceled.status()).isEqualTo(DeliveryStatus.CANCELED);
            assertThat(canceled.finishedAt()).isEqualTo(now());
            assertThat(canceled.nextAttemptAt()).isNull();
        });
        assertThat(store().cancel(TENANT, failed)).map(Delivery::status).contains(DeliveryStatus.CANCELED);
        assertThat(claim(2)).isEmpty();
        assertThat(store().nextDue(CHANNEL)).isNull();
    }

    @Test
    void canceling_twice_says_the_same() {
        DeliveryId id = acceptOne("user:1");
        store().cancel(TENANT, id);
        Delivery canceled = delivery(id);
        clock.advance(Duration.ofSeconds(1));

        assertThat(store().cancel(TENANT, id)).contains(canceled);
    }

    @Test
    void what_is_being_sent_or_has_ended_is_not_canceled() {
        acceptOne("user:1");
        LeasedDelivery leased = claimOne();

        assertThat(store().cancel(TENANT, leased.id())).map(Delivery::status).contains(DeliveryStatus.SENDING);
        sent(leased);
        assertThat(store().cancel(TENANT, leased.id())).map(Delivery::status).contains(DeliveryStatus.SENT);
    }

    @Test
    void nobody_cancels_what_is_not_there_or_not_theirs() {
        DeliveryId id = acceptOne("user:1");

        assertThat(store().cancel(TENANT, ids.delivery(now()))).isEmpty();
        assertThat(store().cancel("other", id)).isEmpty();
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void a_replay_gives_a_new_budget_and_keeps_the_history() {
        DeliveryId id = acceptOne("user:1");
        retry(claimOne(), AT_ONCE);
        rejected(claimOne());
        Attempt last = delivery(id).lastAttempt();

        assertThat(store().replay(TENANT, List.of(id), AT_ONCE)).containsExactly(id);

        Delivery replayed = delivery(id);
        assertThat(replayed.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(replayed.reason()).isNull();
        assertThat(replayed.finishedAt()).isNull();
        assertThat(replayed.attemptsUsed()).isZero();
        assertThat(replayed.attemptNumber()).isEqualTo(2);
        assertThat(replayed.replayCount()).isOne();
        assertThat(replayed.lastAttempt()).isEqualTo(last);
        LeasedDelivery third = claimOne();
        assertThat(third.attemptNumber()).isEqualTo(3);
        assertThat(third.attemptsUsed()).isZero();
        assertThat(third.reclaimCount()).isZero();
        sent(third);
        assertThat(store().attempts(TENANT, id)).extracting(Attempt::number).containsExactly(1, 2, 3);
    }

    @Test
    void a_replay_begins_with_a_new_count_of_reclaims() {
        DeliveryId id = acceptOne("user:1");
        claimOne();
        clock.advance(LEASE);
        complete(Completion.dead(claimOne(), "reclaims_exhausted"));

        store().replay(TENANT, List.of(id), AT_ONCE);

        assertThat(delivery(id).reclaimCount()).isZero();
        assertThat(claimOne().reclaimCount()).isZero();
        assertThat(store().attempts(TENANT, id)).hasSize(2);
    }

    @Test
    void sent_dead_and_skipped_are_replayed_and_nothing_else() {
        DeliveryId sent = acceptOne("user:1");
        sent(claimOne());
        DeliveryId dead = acceptOne("user:2");
        rejected(claimOne());
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:3", "recipient_missing");
        accept(intent("k", skipped));
        DeliveryId sending = acceptOne("user:4");
        claimOne();
        DeliveryId canceled = acceptOne("user:5");
        store().cancel(TENANT, canceled);
        DeliveryId pending = acceptOne("user:6");

        assertThat(store().replay(
                                TENANT,
                                List.of(sent, sending, canceled, dead, pending, skipped.id(), ids.delivery(now())),
                                AT_ONCE))
                .containsExactly(sent, dead, skipped.id());
        assertThat(delivery(sending).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(delivery(canceled).status()).isEqualTo(DeliveryStatus.CANCELED);
    }

    @Test
    void a_large_replay_is_spread_over_time() {
        DeliveryId one = acceptOne("user:1");
        DeliveryId two = acceptOne("user:2");
        DeliveryId three = acceptOne("user:3");
        claim(3).forEach(this::rejected);

        store().replay(TENANT, List.of(one, ids.delivery(now()), two, three), Duration.ofMillis(100));

        assertThat(List.of(one, two, three))
                .extracting(id -> delivery(id).nextAttemptAt())
                .containsExactly(now(), now().plusMillis(100), now().plusMillis(200));
    }

    @Test
    void nobody_replays_what_is_not_theirs() {
        DeliveryId id = acceptOne("user:1");
        sent(claimOne());

        assertThat(store().replay("other", List.of(id), AT_ONCE)).isEmpty();
        assertThat(store().replay(TENANT, List.of(), AT_ONCE)).isEmpty();
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.SENT);
    }
}
