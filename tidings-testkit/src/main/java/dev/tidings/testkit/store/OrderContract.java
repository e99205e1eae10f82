package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.QueueHead;
import dev.tidings.core.store.ReceiptDelivery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Ordered deliveries: one at a time per recipient, or per ordering key and target, in the order of acceptance. */
public abstract class OrderContract extends StoreContract {
    private static final String USER = "user:1";
    private static final DeliveryOrder CONTINUE = new DeliveryOrder("order-1", false);
    private static final String HALTING_KEY = "order-1";
    private static final DeliveryOrder HALT = new DeliveryOrder(HALTING_KEY, true);
    private static final int PRODUCERS = 4;
    private static final int WORKERS = 4;
    private static final int EACH = 25;

    protected OrderContract(StoreFactory factory) {
        super(factory);
    }

    private NewDelivery ordered(String recipient) {
        return pending(CHANNEL, recipient).inOrder();
    }

    private NewDelivery orderedSending(String recipient) {
        return ordered(recipient).leased(tokens.get());
    }

    private Acceptance one(NewDelivery delivery) {
        return intent("key-" + delivery.id(), delivery);
    }

    private DeliveryId acceptOrdered(String recipient) {
        NewDelivery delivery = ordered(recipient);
        accept(one(delivery));
        return delivery.id();
    }

    private List<DeliveryId> acceptOrdered(int count) {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            accepted.add(acceptOrdered(USER));
        }
        return accepted;
    }

    /** The lease of the insert. */
    private LeasedDelivery leased(Acceptance acceptance, AcceptResult result) {
        NewDelivery delivery = acceptance.deliveries().getFirst();
        AcceptResult.Accepted accepted = (AcceptResult.Accepted) result;
        return new LeasedDelivery(
                delivery.id(),
                acceptance.notification(),
                delivery.channel(),
                delivery.recipient(),
                delivery.endpointId(),
                delivery.address(),
                1,
                0,
                0,
                Objects.requireNonNull(delivery.token()),
                accepted.acceptedAt(),
                false,
                accepted.positions().get(delivery.id()));
    }

    @Test
    void only_the_first_delivery_of_a_recipient_is_inserted_as_sending() {
        List<Acceptance> batch = List.of(
                one(orderedSending(USER)),
                one(orderedSending("user:2")),
                one(orderedSending(USER)),
                one(orderedSending("user:2")));

        List<AcceptResult> results = store().accepts().accept(batch, GRANT);

        assertThat(results.stream().flatMap(result -> deliveriesOf(result).stream()))
                .extracting(ReceiptDelivery::status)
                .containsExactly(
                        DeliveryStatus.SENDING, DeliveryStatus.SENDING, DeliveryStatus.PENDING, DeliveryStatus.PENDING);
        DeliveryId waiting = batch.get(2).deliveries().getFirst().id();
        assertThat(delivery(waiting).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery(waiting).lease()).isNull();
        assertThat(delivery(waiting).nextAttemptAt()).isNull();
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void each_endpoint_of_a_recipient_has_a_queue_of_its_own() {
        EndpointId first = ids.endpoint(now());
        EndpointId second = ids.endpoint(now());
        DeliveryId ofFirst = acceptOrdered(ordered(USER).to(first));
        DeliveryId ofSecond = acceptOrdered(ordered(USER).to(second));
        DeliveryId ofNone = acceptOrdered(ordered(USER));
        DeliveryId behindFirst = acceptOrdered(ordered(USER).to(first));
        DeliveryId behindSecond = acceptOrdered(ordered(USER).to(second));

        List<LeasedDelivery> firsts = claim(10);

        assertThat(firsts).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(ofFirst, ofSecond, ofNone);
        firsts.stream().filter(leased -> leased.id().equals(ofFirst)).forEach(this::sent);
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(behindFirst);
        retry(
                firsts.stream()
                        .filter(leased -> leased.id().equals(ofSecond))
                        .findFirst()
                        .orElseThrow(),
                Duration.ofHours(1));
        store().changes().cancel(TENANT, ofSecond);
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(behindSecond);
    }

    private DeliveryId acceptOrdered(NewDelivery delivery) {
        accept(one(delivery));
        return delivery.id();
    }

    @Test
    void each_completion_makes_the_next_delivery_due_in_order_of_acceptance() {
        List<DeliveryId> accepted = acceptOrdered(4);

        List<DeliveryId> sent = new ArrayList<>();
        for (int i = 0; i < accepted.size(); i++) {
            LeasedDelivery leased = claimOne();
            assertThat(leased.id()).isEqualTo(accepted.get(i));
            sent.add(leased.id());
            assertThat(sent(leased))
                    .isEqualTo(i < accepted.size() - 1 ? CompletionResult.UNBLOCKED : CompletionResult.APPLIED);
        }

        assertThat(sent).isEqualTo(accepted);
        assertThat(claim(10)).isEmpty();
        assertThat(store().claims().nextDue(CHANNEL)).isNull();
    }

    @Test
    void completing_a_delivery_leased_at_insert_makes_the_next_due() {
        Acceptance first = one(orderedSending(USER));
        LeasedDelivery leased = leased(first, accept(first));
        DeliveryId second = acceptOrdered(USER);

        assertThat(sent(leased)).isEqualTo(CompletionResult.UNBLOCKED);

        assertThat(claimOne().id()).isEqualTo(second);
    }

    @Test
    void a_failing_delivery_blocks_later_ones_until_it_is_sent() {
        List<DeliveryId> accepted = acceptOrdered(2);
        retry(claimOne(), Duration.ofSeconds(10));
        DeliveryId third = acceptOrdered(USER);

        assertThat(claim(10)).isEmpty();
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now().plusSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        for (DeliveryId id : List.of(accepted.get(0), accepted.get(1), third)) {
            LeasedDelivery leased = claimOne();
            assertThat(leased.id()).isEqualTo(id);
            sent(leased);
        }
    }

    @Test
    void a_dead_or_given_back_delivery_is_not_overtaken() {
        List<DeliveryId> accepted = acceptOrdered(3);
        complete(Completion.givenBack(claimOne(), Duration.ZERO));
        LeasedDelivery first = claimOne();
        assertThat(first.id()).isEqualTo(accepted.get(0));

        assertThat(rejected(first)).isEqualTo(CompletionResult.UNBLOCKED);

        LeasedDelivery second = claimOne();
        assertThat(second.id()).isEqualTo(accepted.get(1));
        complete(Completion.dead(second, "expired"));
        assertThat(claimOne().id()).isEqualTo(accepted.get(2));
    }

    @Test
    void an_expired_lease_is_taken_over_before_later_deliveries_are_sent() {
        Acceptance crashed = one(orderedSending(USER));
        accept(crashed);
        DeliveryId second = acceptOrdered(USER);
        assertThat(claim(10)).isEmpty();

        clock.advance(LEASE);
        DeliveryId third = acceptOrdered(USER);

        LeasedDelivery taken = claimOne();
        assertThat(taken.id()).isEqualTo(crashed.deliveries().getFirst().id());
        assertThat(taken.reclaimed()).isTrue();
        sent(taken);
        LeasedDelivery next = claimOne();
        assertThat(next.id()).isEqualTo(second);
        sent(next);
        assertThat(claimOne().id()).isEqualTo(third);
    }

    @Test
    void a_late_completion_makes_nothing_due() {
        acceptOrdered(2);
        LeasedDelivery slow = claimOne();
        clock.advance(LEASE);
        LeasedDelivery taken = claimOne();

        assertThat(sent(slow)).isEqualTo(CompletionResult.LATE);

        assertThat(claim(10)).isEmpty();
        assertThat(sent(taken)).isEqualTo(CompletionResult.UNBLOCKED);
    }

    @Test
    void canceled_deliveries_are_skipped_in_the_queue() {
        List<DeliveryId> accepted = acceptOrdered(4);
        store().changes().cancel(TENANT, accepted.get(2));
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(accepted.get(0));
        clock.advance(LEASE);
        LeasedDelivery first = claimOne();
        retry(first, Duration.ofHours(1));

        store().changes().cancel(TENANT, accepted.get(0));

        LeasedDelivery second = claimOne();
        assertThat(second.id()).isEqualTo(accepted.get(1));
        sent(second);
        assertThat(claimOne().id()).isEqualTo(accepted.get(3));
    }

    @Test
    void deliveries_that_are_canceled_together_leave_their_queue() {
        List<DeliveryId> accepted = acceptOrdered(4);

        store().changes().cancelAll(TENANT, List.of(accepted.get(2), accepted.get(0)));

        assertThat(claimOne().id()).isEqualTo(accepted.get(1));
        store().changes().cancelAll(TENANT, accepted);
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void a_replay_neither_waits_nor_blocks() {
        DeliveryId old = acceptOrdered(USER);
        rejected(claimOne());
        List<DeliveryId> fresh = acceptOrdered(2);

        store().changes().replay(TENANT, List.of(old), Duration.ZERO);

        List<LeasedDelivery> claimed = claim(10);
        assertThat(claimed).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(old, fresh.getFirst());
        LeasedDelivery replayed = claimed.stream()
                .filter(leased -> leased.id().equals(old))
                .findFirst()
                .orElseThrow();
        assertThat(replayed.position()).isNull();
        assertThat(sent(replayed)).isEqualTo(CompletionResult.APPLIED);
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void order_is_that_of_acceptance_regardless_of_node_clocks() {
        clock.advance(Duration.ofSeconds(30));
        DeliveryId ahead = acceptOrdered(USER);
        clock.advance(Duration.ofSeconds(-30));
        DeliveryId behind = acceptOrdered(USER);
        clock.advance(Duration.ofSeconds(30));

        LeasedDelivery first = claimOne();
        assertThat(first.id()).isEqualTo(ahead);
        sent(first);
        assertThat(claimOne().id()).isEqualTo(behind);
    }

    @Test
    void recipients_channels_and_tenants_do_not_wait_for_each_other() {
        List<DeliveryId> accepted = new ArrayList<>();
        accepted.add(acceptOrdered(USER));
        accepted.add(acceptOrdered("user:2"));
        NewDelivery foreign = ordered(USER);
        accept(intent("other", "key", null, foreign));
        accepted.add(foreign.id());
        accepted.add(acceptOne(USER));
        NewDelivery mail = pending("email", USER).inOrder();
        accept(one(mail));

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(store().claims().claim("email", 10, GRANT, tokens)).hasSize(1);
    }

    @Test
    void queued_deliveries_are_listed_and_counted_as_waiting() {
        List<DeliveryId> accepted = acceptOrdered(3);

        assertThat(store().queries()
                        .deliveries(
                                new DeliveryFilter(
                                        TENANT, Set.of(DeliveryStatus.PENDING), null, null, null, null, null, null),
                                null,
                                10)
                        .items())
                .extracting(Delivery::id)
                .containsExactlyInAnyOrderElementsOf(accepted);
        assertThat(store().queries().backlog()).singleElement().isEqualTo(new Backlog(CHANNEL, 3, 1, now()));
    }

    @Test
    void the_head_of_a_queue_is_its_first_unfinished_delivery() {
        List<DeliveryId> accepted = acceptOrdered(3);
        DeliveryId alone = acceptOrdered("user:2");

        assertThat(store().queries().queueHeads(deliveries()))
                .isEqualTo(Map.of(
                        accepted.get(0),
                        alive(accepted.get(0)),
                        accepted.get(1),
                        alive(accepted.get(0)),
                        accepted.get(2),
                        alive(accepted.get(0)),
                        alone,
                        alive(alone)));

        List<Delivery> before = deliveries();
        claim(10).forEach(this::sent);
        assertThat(store().queries().queueHeads(before))
                .isEqualTo(Map.of(
                        accepted.get(0), alive(accepted.get(1)),
                        accepted.get(1), alive(accepted.get(1)),
                        accepted.get(2), alive(accepted.get(1))));
        assertThat(store().queries().queueHeads(List.of())).isEmpty();
    }

    private static QueueHead alive(DeliveryId id) {
        return new QueueHead(id, false);
    }

    private List<Delivery> deliveries() {
        return store().queries()
                .deliveries(new DeliveryFilter(TENANT, Set.of(), null, null, null, null, null, null), null, 10)
                .items();
    }

    @Test
    void a_repeated_intent_takes_no_second_queue_position() {
        Acceptance acceptance = one(ordered(USER));
        accept(acceptance);
        accept(acceptance);

        assertThat(sent(claimOne())).isEqualTo(CompletionResult.APPLIED);
        assertThat(claim(10)).isEmpty();
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
        assertThat(store().claims().claim("email", 10, GRANT, tokens)).hasSize(1);
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
        assertThat(store().claims().nextDue(CHANNEL)).isNull();
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
    void concurrent_producers_and_workers_preserve_the_order_of_each_producer_per_recipient() throws Exception {
        preserveTheOrderOfEachProducer(() -> pending(CHANNEL, USER).inOrder());
    }

    @Test
    void concurrent_producers_and_workers_preserve_the_order_of_each_producer_per_ordering_key() throws Exception {
        preserveTheOrderOfEachProducer(() -> pending(CHANNEL, USER).inOrder(CONTINUE));
    }

    private void preserveTheOrderOfEachProducer(Supplier<NewDelivery> ordered) throws Exception {
        List<DeliveryId> log = Collections.synchronizedList(new ArrayList<>());
        Map<DeliveryId, Integer> serials = new ConcurrentHashMap<>();
        AtomicInteger runners = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();

        var _ = Race.of(PRODUCERS + WORKERS, () -> {
            int runner = runners.getAndIncrement();
            if (runner < PRODUCERS) {
                for (int i = 0; i < EACH; i++) {
                    produce(
                            ordered.get().leased(new LeaseToken("insert-" + runner + "-" + i)),
                            runner * EACH + i,
                            log,
                            serials,
                            ended);
                }
            } else {
                while (ended.get() < PRODUCERS * EACH && !Thread.currentThread().isInterrupted()) {
                    for (LeasedDelivery leased : claim(3)) {
                        end(leased, log, ended);
                    }
                }
            }
            return true;
        });

        assertThat(log).hasSize(PRODUCERS * EACH).doesNotHaveDuplicates();
        for (int producer = 0; producer < PRODUCERS; producer++) {
            int of = producer;
            assertThat(log.stream().map(serials::get).filter(serial -> serial / EACH == of))
                    .isSorted();
        }
    }

    private void produce(
            NewDelivery delivery,
            int serial,
            List<DeliveryId> log,
            Map<DeliveryId, Integer> serials,
            AtomicInteger ended) {
        serials.put(delivery.id(), serial);
        Acceptance acceptance = one(delivery);
        AcceptResult result = accept(acceptance);
        if (deliveriesOf(result).getFirst().status() == DeliveryStatus.SENDING) {
            end(leased(acceptance, result), log, ended);
        }
    }

    private void end(LeasedDelivery leased, List<DeliveryId> log, AtomicInteger ended) {
        log.add(leased.id());
        assertThat(sent(leased)).isNotEqualTo(CompletionResult.LATE);
        ended.incrementAndGet();
    }
}
