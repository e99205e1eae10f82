package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.QueueHead;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Ordered deliveries of an ordering key: one at a time per target, in the order of acceptance. */
public abstract class OrderingKeyContract extends OrderedDeliveryContract {
    private static final DeliveryOrder CONTINUE = new DeliveryOrder("order-1", false);
    private static final String HALTING_KEY = "order-1";
    private static final DeliveryOrder HALT = new DeliveryOrder(HALTING_KEY, true);

    protected OrderingKeyContract(StoreFactory factory) {
        super(factory);
    }

    private DeliveryId acceptKeyed(String key, String recipient) {
        return acceptOrdered(pending(CHANNEL, recipient).inOrder(new DeliveryOrder(key, false)));
    }

    @Test
    void deliveries_with_one_ordering_key_to_one_target_are_sent_one_at_a_time_in_order_of_acceptance() {
        List<DeliveryId> accepted =
                List.of(acceptKeyed("order-1", USER), acceptKeyed("order-1", USER), acceptKeyed("order-1", USER));

        retry(claimOne(), Duration.ofSeconds(10));
        assertThat(claim(10)).isEmpty();
        clock.advance(Duration.ofSeconds(10));
        LeasedDelivery first = claimOne();
        assertThat(first.id()).isEqualTo(accepted.get(0));
        assertThat(rejected(first)).isEqualTo(CompletionResult.UNBLOCKED);
        claimOne();
        clock.advance(LEASE);
        LeasedDelivery second = claimOne();
        assertThat(second.id()).isEqualTo(accepted.get(1));
        assertThat(second.reclaimed()).isTrue();
        assertThat(sent(second)).isEqualTo(CompletionResult.UNBLOCKED);
        LeasedDelivery third = claimOne();
        assertThat(third.id()).isEqualTo(accepted.get(2));
        assertThat(sent(third)).isEqualTo(CompletionResult.APPLIED);
    }

    @Test
    void only_the_first_delivery_of_an_ordering_key_is_inserted_as_sending() {
        Acceptance first = one(pending(CHANNEL, USER).inOrder(CONTINUE).leased(tokens.get()));
        Acceptance second = one(pending(CHANNEL, USER).inOrder(CONTINUE).leased(tokens.get()));

        List<AcceptResult> results = store().accepts().accept(List.of(first, second), GRANT);

        assertThat(results.stream().flatMap(result -> deliveriesOf(result).stream()))
                .extracting(ReceiptDelivery::status)
                .containsExactly(DeliveryStatus.SENDING, DeliveryStatus.PENDING);
        assertThat(sent(leased(first, results.getFirst()))).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(second.deliveries().getFirst().id());
    }

    @Test
    void other_ordering_keys_targets_tenants_channels_and_deliveries_without_a_key_do_not_wait() {
        EndpointId endpoint = ids.endpoint(now());
        EndpointId other = ids.endpoint(now());
        List<DeliveryId> free = new ArrayList<>();
        free.add(acceptKeyed("order-1", USER));
        free.add(acceptKeyed("order-2", USER));
        free.add(acceptKeyed("order-1", "user:2"));
        free.add(acceptOrdered(pending(CHANNEL, USER).to(endpoint).inOrder(CONTINUE)));
        free.add(acceptOrdered(pending(CHANNEL, USER).to(other).inOrder(CONTINUE)));
        free.add(acceptOrdered(USER));
        free.add(acceptOne(USER));
        NewDelivery foreign = pending(CHANNEL, USER).inOrder(CONTINUE);
        accept(intent("other", "key", null, foreign));
        free.add(foreign.id());
        accept(one(pending("email", USER).inOrder(CONTINUE)));
        DeliveryId behind = acceptKeyed("order-1", USER);

        List<LeasedDelivery> claimed = claim(10);

        assertThat(claimed).extracting(LeasedDelivery::id).containsExactlyInAnyOrderElementsOf(free);
        assertThat(store().claims().claim("email", 10, TenantWeights.EQUAL, GRANT, tokens))
                .hasSize(1);
        claimed.forEach(this::sent);
        assertThat(claimOne().id()).isEqualTo(behind);
    }

    @Test
    void canceled_deliveries_of_an_ordering_key_are_skipped_and_the_head_is_known() {
        List<DeliveryId> accepted =
                List.of(acceptKeyed("order-1", USER), acceptKeyed("order-1", USER), acceptKeyed("order-1", USER));
        assertThat(store().queries().queueHeads(deliveries()).values()).containsOnly(alive(accepted.get(0)));

        store().changes().cancel(TENANT, accepted.get(1));
        store().changes().cancel(TENANT, accepted.get(0));

        assertThat(claimOne().id()).isEqualTo(accepted.get(2));
        assertThat(store().queries().queueHeads(List.of(delivery(accepted.get(2)))))
                .isEqualTo(Map.of(accepted.get(2), alive(accepted.get(2))));
    }

    @Test
    void the_replay_of_a_delivery_with_an_ordering_key_neither_waits_nor_blocks() {
        DeliveryId old = acceptKeyed("order-1", USER);
        rejected(claimOne());
        DeliveryId next = acceptKeyed("order-1", USER);

        store().changes().replay(TENANT, List.of(old), Duration.ZERO);

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(old, next);
    }

    private DeliveryId acceptHalting() {
        NewDelivery delivery = pending(CHANNEL, USER).inOrder(HALT);
        Acceptance one = one(delivery);
        accept(new Acceptance(
                keyed(one.notification(), new IntentKeys(null, HALTING_KEY, true)),
                one.fingerprint(),
                null,
                one.deliveries()));
        return delivery.id();
    }

    @Test
    void a_dead_delivery_of_a_key_that_halts_holds_up_the_later_ones_until_it_is_released() {
        DeliveryId dead = acceptHalting();
        DeliveryId next = acceptHalting();
        DeliveryId last = acceptKeyed(HALTING_KEY, USER);

        assertThat(rejected(claimOne())).isEqualTo(CompletionResult.APPLIED);

        assertThat(claim(10)).isEmpty();
        assertNothingWillBeDue();
        assertThat(store().queries()
                        .queueHeads(List.of(delivery(next), delivery(last)))
                        .values())
                .containsOnly(new QueueHead(dead, true));
        assertThat(store().changes().release("other", dead)).isFalse();
        assertThat(store().changes().release(TENANT, next)).isFalse();
        assertThat(store().changes().release(TENANT, dead)).isTrue();
        assertThat(store().changes().release(TENANT, dead)).isFalse();
        assertThat(delivery(dead).status()).isEqualTo(DeliveryStatus.DEAD);
        LeasedDelivery leased = claimOne();
        assertThat(leased.id()).isEqualTo(next);
        assertThat(sent(leased)).isEqualTo(CompletionResult.UNBLOCKED);
        LeasedDelivery continuing = claimOne();
        assertThat(continuing.id()).isEqualTo(last);
        rejected(continuing);
        assertThat(store().changes().release(TENANT, last)).isFalse();
    }

    @Test
    void a_dead_delivery_of_a_key_that_halts_is_replayed_at_its_position() {
        DeliveryId dead = acceptHalting();
        DeliveryId next = acceptHalting();
        rejected(claimOne());

        assertThat(store().changes().replay(TENANT, List.of(dead), Duration.ZERO))
                .containsExactly(dead);

        assertThat(store().changes().release(TENANT, dead)).isFalse();
        LeasedDelivery again = claimOne();
        assertThat(again.id()).isEqualTo(dead);
        assertThat(claim(10)).isEmpty();
        assertThat(rejected(again)).isEqualTo(CompletionResult.APPLIED);
        assertThat(claim(10)).isEmpty();
        store().changes().replay(TENANT, List.of(dead), Duration.ZERO);
        assertThat(sent(claimOne())).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(next);
    }

    @Test
    void a_released_delivery_is_replayed_outside_of_its_queue() {
        DeliveryId dead = acceptHalting();
        DeliveryId next = acceptHalting();
        rejected(claimOne());
        store().changes().release(TENANT, dead);

        store().changes().replay(TENANT, List.of(dead), Duration.ZERO);

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(dead, next);
    }

    @Test
    void a_key_that_halts_continues_after_deliveries_that_are_not_dead() {
        List<DeliveryId> accepted = List.of(acceptHalting(), acceptHalting(), acceptHalting());
        complete(Completion.skippedUntried(claimOne(), "endpoint_disabled"));
        store().changes().cancel(TENANT, accepted.get(1));

        assertThat(claimOne().id()).isEqualTo(accepted.get(2));
        for (DeliveryId ended : accepted.subList(0, 2)) {
            assertThat(store().changes().release(TENANT, ended)).isFalse();
        }
    }

    @Test
    void a_dead_delivery_that_holds_up_others_is_kept_until_it_is_released() {
        DeliveryId dead = acceptHalting();
        rejected(claimOne());
        Duration kept = Duration.ofDays(3);
        clock.advance(kept.multipliedBy(2));

        assertThat(store().retention().removeFinished(now().minus(kept), 10)).isZero();
        store().changes().release(TENANT, dead);
        assertThat(store().retention().removeFinished(now().minus(kept), 10)).isOne();
    }

    @Test
    void of_concurrent_releases_one_succeeds() throws Exception {
        DeliveryId dead = acceptHalting();
        DeliveryId next = acceptHalting();
        rejected(claimOne());

        assertThat(Race.of(WORKERS, () -> store().changes().release(TENANT, dead)))
                .containsOnlyOnce(true);

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(next);
    }

    @Test
    void a_release_and_a_concurrent_replay_never_lose_the_deliveries_behind() throws Exception {
        for (int round = 0; round < 10; round++) {
            DeliveryId dead = acceptHalting();
            DeliveryId next = acceptHalting();
            rejected(claimOne());
            AtomicInteger runners = new AtomicInteger();

            List<Boolean> results = Race.of(
                    2,
                    () -> runners.getAndIncrement() == 0
                            ? store().changes().release(TENANT, dead)
                            : !store().changes()
                                    .replay(TENANT, List.of(dead), Duration.ZERO)
                                    .isEmpty());

            assertThat(results).contains(true);
            List<LeasedDelivery> claimed = claim(10);
            boolean released = claimed.size() == 2;
            assertThat(claimed).extracting(LeasedDelivery::id).contains(dead);
            claimed.forEach(this::sent);
            if (!released) {
                assertThat(claimOne().id()).isEqualTo(next);
                clock.advance(LEASE);
                sent(claimOne());
            }
            assertThat(claim(10)).isEmpty();
        }
    }

    @Test
    void the_ordering_key_of_a_notification_is_kept() {
        Acceptance plain = one(pending(CHANNEL, USER));
        Acceptance keyed = one(pending(CHANNEL, USER).inOrder(CONTINUE));
        Notification notification = keyed(keyed.notification(), new IntentKeys("dedupe", "order-1 \u5efa", true));
        accept(plain);
        accept(new Acceptance(notification, keyed.fingerprint(), null, keyed.deliveries()));

        assertThat(store().queries().notification(TENANT, notification.id()).orElseThrow())
                .isEqualTo(notification);
        assertThat(store().queries()
                        .notification(TENANT, plain.notification().id())
                        .orElseThrow()
                        .keys()
                        .ordering())
                .isNull();
        assertThat(claim(10)).extracting(leased -> leased.notification().keys()).contains(notification.keys());
    }

    @Test
    void concurrent_producers_and_workers_preserve_the_order_of_each_producer_per_ordering_key() throws Exception {
        preserveTheOrderOfEachProducer(() -> pending(CHANNEL, USER).inOrder(CONTINUE));
    }
}
