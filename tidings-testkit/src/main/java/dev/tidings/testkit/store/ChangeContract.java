package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.NewDelivery;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Changes by operators: cancel, replay and retry deliveries; history is kept. */
public abstract class ChangeContract extends StoreContract {
    private static final Duration AT_ONCE = Duration.ZERO;

    protected ChangeContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void canceled_deliveries_are_never_claimed() {
        DeliveryId pending = acceptOne("user:1");
        DeliveryId failed = acceptOne("user:2");
        claim(2).stream().filter(leased -> leased.id().equals(failed)).forEach(leased -> retry(leased, AT_ONCE));
        clock.advance(LEASE);
        claim(2).forEach(leased -> complete(Completion.givenBack(leased, AT_ONCE)));

        assertThat(store().changes().cancel(TENANT, pending)).get().satisfies(canceled -> {
            assertThat(canceled.status()).isEqualTo(DeliveryStatus.CANCELED);
            assertThat(canceled.finishedAt()).isEqualTo(now());
            assertThat(canceled.nextAttemptAt()).isNull();
        });
        assertThat(store().changes().cancel(TENANT, failed))
                .map(Delivery::status)
                .contains(DeliveryStatus.CANCELED);
        assertThat(claim(2)).isEmpty();
        assertNothingWillBeDue();
    }

    @Test
    void canceling_twice_returns_the_same() {
        DeliveryId id = acceptOne("user:1");
        store().changes().cancel(TENANT, id);
        Delivery canceled = delivery(id);
        clock.advance(Duration.ofSeconds(1));

        assertThat(store().changes().cancel(TENANT, id)).contains(canceled);
    }

    @Test
    void sending_and_finished_deliveries_are_not_canceled() {
        acceptOne("user:1");
        LeasedDelivery leased = claimOne();

        assertThat(store().changes().cancel(TENANT, leased.id()))
                .map(Delivery::status)
                .contains(DeliveryStatus.SENDING);
        sent(leased);
        assertThat(store().changes().cancel(TENANT, leased.id()))
                .map(Delivery::status)
                .contains(DeliveryStatus.SENT);
    }

    @Test
    void waiting_deliveries_expire_and_can_be_replayed() {
        DeliveryId sending = acceptOne("user:1");
        claimOne();
        DeliveryId failed = acceptOne("user:2");
        retry(claimOne(), Duration.ofMinutes(1));
        DeliveryId pending = acceptOne("user:3");
        List<DeliveryId> all = List.of(pending, sending, failed);

        assertThat(store().changes().expireAll("other", all)).isEmpty();
        assertThat(store().changes().expireAll(TENANT, all)).containsExactlyInAnyOrder(pending, failed);
        assertThat(store().changes().expireAll(TENANT, all)).isEmpty();

        for (DeliveryId id : List.of(pending, failed)) {
            assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(delivery(id).reason()).isEqualTo("expired");
            assertThat(delivery(id).finishedAt()).isEqualTo(now());
        }
        assertThat(delivery(sending).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(store().changes().replay(TENANT, List.of(pending), Duration.ZERO))
                .containsExactly(pending);
        assertThat(claimOne().id()).isEqualTo(pending);
    }

    @Test
    void an_expired_delivery_holds_up_no_later_one_of_its_ordering_key() {
        DeliveryOrder halting = new DeliveryOrder("order-1", true);
        NewDelivery head = pending(CHANNEL, "user:1").inOrder(halting);
        NewDelivery next = pending(CHANNEL, "user:1").inOrder(halting);
        accept(intent("a", head));
        accept(intent("b", next));

        store().changes().expireAll(TENANT, List.of(head.id()));

        assertThat(claimOne().id()).isEqualTo(next.id());
    }

    @Test
    void of_many_deliveries_those_that_wait_are_canceled_at_once() {
        DeliveryId failed = acceptOne("user:1");
        retry(claimOne(), Duration.ofHours(1));
        DeliveryId sent = acceptOne("user:2");
        sent(claimOne());
        DeliveryId sending = acceptOne("user:3");
        claimOne();
        DeliveryId pending = acceptOne("user:4");
        DeliveryId foreign = acceptOne("other", "user:5");
        List<DeliveryId> all = List.of(pending, sending, sent, failed, foreign, ids.delivery(now()), pending);

        assertThat(store().changes().cancelAll(TENANT, all)).containsExactlyInAnyOrder(pending, failed);

        assertThat(delivery(pending).status()).isEqualTo(DeliveryStatus.CANCELED);
        assertThat(delivery(failed).finishedAt()).isEqualTo(now());
        assertThat(delivery(sending).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(delivery(sent).status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(store().queries().delivery("other", foreign).orElseThrow().status())
                .isEqualTo(DeliveryStatus.PENDING);
        assertThat(store().changes().cancelAll(TENANT, all)).isEmpty();
        assertThat(store().changes().cancelAll(TENANT, List.of())).isEmpty();
    }

    @Test
    void missing_deliveries_and_those_of_other_tenants_are_not_canceled() {
        DeliveryId id = acceptOne("user:1");

        assertThat(store().changes().cancel(TENANT, ids.delivery(now()))).isEmpty();
        assertThat(store().changes().cancel("other", id)).isEmpty();
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void deliveries_waiting_for_a_retry_become_due_and_keep_their_attempts() {
        DeliveryId failed = acceptOne("user:1");
        retry(claimOne(), Duration.ofHours(1));
        DeliveryId givenBack = acceptOne("user:2");
        complete(Completion.givenBack(claimOne(), Duration.ofHours(1)));

        assertThat(store().changes().retryNow(TENANT, delays(AT_ONCE, failed, givenBack)))
                .containsExactly(failed, givenBack);

        assertThat(delivery(failed).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery(failed).nextAttemptAt()).isEqualTo(now());
        assertThat(delivery(failed).attemptsUsed()).isOne();
        assertThat(delivery(failed).replayCount()).isZero();
        assertThat(delivery(givenBack).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now());
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(failed, givenBack);
    }

    @Test
    void sending_finished_and_foreign_deliveries_do_not_become_due() {
        DeliveryId failed = acceptOne("user:1");
        retry(claimOne(), Duration.ofHours(1));
        DeliveryId dead = acceptOne("user:2");
        rejected(claimOne());
        DeliveryId canceled = acceptOne("user:3");
        store().changes().cancel(TENANT, canceled);
        DeliveryId sending = acceptOne("user:4");
        claimOne();
        Delivery before = delivery(sending);

        assertThat(store().changes().retryNow(TENANT, delays(AT_ONCE, dead, canceled, sending, ids.delivery(now()))))
                .isEmpty();
        assertThat(store().changes().retryNow("other", delays(AT_ONCE, failed))).isEmpty();
        assertThat(store().changes().retryNow(TENANT, Map.of())).isEmpty();
        assertThat(delivery(sending)).isEqualTo(before);
        assertThat(delivery(failed).nextAttemptAt()).isEqualTo(now().plus(Duration.ofHours(1)));
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void retry_now_never_precedes_not_before_nor_delays_a_delivery() {
        NewDelivery timed = pending(CHANNEL, "user:1");
        Acceptance later = intent("later", timed);
        accept(with(later, notBefore(later.notification(), now().plusSeconds(60))));
        DeliveryId soon = acceptOne("user:2");
        retry(claimOne(), Duration.ofSeconds(5));

        assertThat(store().changes().retryNow(TENANT, delays(Duration.ofSeconds(10), timed.id(), soon)))
                .isEmpty();
        assertThat(delivery(timed.id()).nextAttemptAt()).isEqualTo(now().plusSeconds(60));
        assertThat(delivery(soon).nextAttemptAt()).isEqualTo(now().plusSeconds(5));
    }

    @Test
    void each_delivery_becomes_due_at_its_own_time() {
        DeliveryId one = acceptOne("user:1");
        DeliveryId two = acceptOne("user:2");
        claim(2).forEach(leased -> retry(leased, Duration.ofHours(1)));
        Map<DeliveryId, Duration> delays = new LinkedHashMap<>();
        delays.put(two, Duration.ofMillis(300));
        delays.put(one, Duration.ofMillis(100));

        assertThat(store().changes().retryNow(TENANT, delays)).containsExactly(two, one);
        assertThat(delivery(one).nextAttemptAt()).isEqualTo(now().plusMillis(100));
        assertThat(delivery(two).nextAttemptAt()).isEqualTo(now().plusMillis(300));
    }

    private static Map<DeliveryId, Duration> delays(Duration delay, DeliveryId... deliveries) {
        Map<DeliveryId, Duration> delays = new LinkedHashMap<>();
        for (DeliveryId id : deliveries) {
            delays.put(id, delay);
        }
        return delays;
    }
}
