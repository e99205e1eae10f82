package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.IntentKeys;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Deliveries with a concurrency key: at most as many as its limit are sent at the same time. */
public abstract class ConcurrencyKeyContract extends OrderedDeliveryContract {
    private static final String KEY = "crm";
    private static final ConcurrencyLimits TWO = new ConcurrencyLimits(1, Map.of("crm*", 2));
    private static final String EMAIL = "email";

    protected ConcurrencyKeyContract(StoreFactory factory) {
        super(factory);
    }

    private Acceptance limited(String tenant, IntentKeys keys, NewDelivery... deliveries) {
        Acceptance one = intent(tenant, "key-" + deliveries[0].id(), null, deliveries);
        return with(one, keyed(one.notification(), keys));
    }

    /** Those accepted later are due later: claims take deliveries that are due at the same time in any order. */
    private DeliveryId acceptLimited(String key, NewDelivery delivery) {
        accept(limited(TENANT, IntentKeys.NONE.limitedBy(key), delivery));
        clock.advance(Duration.ofMillis(1));
        return delivery.id();
    }

    private DeliveryId acceptLimited() {
        return acceptLimited(KEY, pending(CHANNEL, USER));
    }

    private List<DeliveryId> acceptLimited(int count) {
        return IntStream.range(0, count).mapToObj(_ -> acceptLimited()).toList();
    }

    private List<LeasedDelivery> claim(String channel, int limit, ConcurrencyLimits limits) {
        return store().claims().claim(channel, limit, TenantWeights.EQUAL, limits, GRANT, tokens);
    }

    private List<LeasedDelivery> claimTwo() {
        return claim(CHANNEL, 10, TWO);
    }

    private static List<DeliveryId> idsOf(List<LeasedDelivery> leased) {
        return leased.stream().map(LeasedDelivery::id).toList();
    }

    @Test
    void a_tenant_whose_deliveries_must_wait_for_a_permit_keeps_its_turn() {
        accept(limited("acme", IntentKeys.NONE.limitedBy(KEY), pending(CHANNEL, "user:1")));
        assertThat(claim(CHANNEL, 1, ConcurrencyLimits.ONE)).hasSize(1);
        for (int i = 0; i < 3; i++) {
            accept(limited("acme", IntentKeys.NONE.limitedBy(KEY), pending(CHANNEL, "user:1")));
            accept(limited("zeta", IntentKeys.NONE, pending(CHANNEL, "user:" + i)));
        }
        clock.advance(Duration.ofSeconds(1));
        NewDelivery free = pending(CHANNEL, "user:2");
        accept(limited("acme", IntentKeys.NONE, free));

        List<LeasedDelivery> claimed = new ArrayList<>(claim(CHANNEL, 1, ConcurrencyLimits.ONE));
        claimed.addAll(claim(CHANNEL, 1, ConcurrencyLimits.ONE));

        assertThat(claimed).hasSize(2);
        assertThat(idsOf(claimed)).contains(free.id());
    }

    @Test
    void at_most_as_many_deliveries_as_the_limit_are_leased_and_each_completion_makes_the_next_one_due() {
        List<DeliveryId> accepted = acceptLimited(5);

        List<LeasedDelivery> first = claimTwo();
        assertThat(idsOf(first)).containsExactlyInAnyOrderElementsOf(accepted.subList(0, 2));
        assertThat(claimTwo()).isEmpty();
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now().plus(LEASE));
        assertThat(sent(first.getFirst())).isEqualTo(CompletionResult.UNBLOCKED);
        List<LeasedDelivery> second = claimTwo();
        assertThat(idsOf(second)).containsExactly(accepted.get(2));
        assertThat(rejected(first.getLast())).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(complete(Completion.skippedUntried(second.getFirst(), "endpoint_disabled")))
                .isEqualTo(CompletionResult.UNBLOCKED);
        List<LeasedDelivery> last = claimTwo();
        assertThat(idsOf(last)).containsExactlyInAnyOrderElementsOf(accepted.subList(3, 5));
        last.forEach(leased -> assertThat(sent(leased)).isEqualTo(CompletionResult.APPLIED));
        assertNothingWillBeDue();
    }

    @Test
    void the_limit_is_common_to_all_channels_and_recipients() {
        DeliveryId web = acceptLimited();
        DeliveryId mail = acceptLimited(KEY, pending(EMAIL, "user:2"));

        LeasedDelivery leased = claimOne();
        assertThat(leased.id()).isEqualTo(web);
        assertThat(claim(EMAIL, 10, ConcurrencyLimits.ONE)).isEmpty();
        assertThat(sent(leased)).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(idsOf(claim(EMAIL, 10, ConcurrencyLimits.ONE))).containsExactly(mail);
    }

    @Test
    void other_keys_and_tenants_and_deliveries_without_a_key_do_not_wait() {
        List<DeliveryId> free = new ArrayList<>();
        free.add(acceptLimited());
        free.add(acceptLimited("crm-2", pending(CHANNEL, USER)));
        NewDelivery foreign = pending(CHANNEL, USER);
        accept(limited("other", IntentKeys.NONE.limitedBy(KEY), foreign));
        free.add(foreign.id());
        free.add(acceptOne(USER));
        acceptLimited();

        assertThat(idsOf(claim(10))).containsExactlyInAnyOrderElementsOf(free);
    }

    @Test
    void deliveries_without_a_key_are_claimed_although_many_that_must_wait_were_due_before_them() {
        acceptLimited(30);
        clock.advance(Duration.ofSeconds(1));
        DeliveryId free = acceptOne(USER);

        assertThat(idsOf(claim(5))).contains(free).hasSize(2);
    }

    @Test
    void a_delivery_that_waits_for_a_retry_or_was_released_has_no_permit() {
        List<DeliveryId> accepted = acceptLimited(2);

        assertThat(retry(claimOne(), Duration.ofMinutes(1))).isEqualTo(CompletionResult.UNBLOCKED);
        LeasedDelivery second = claimOne();
        assertThat(second.id()).isEqualTo(accepted.get(1));
        clock.advance(Duration.ofMinutes(1));
        LeasedDelivery reclaimed = claimOne();
        assertThat(reclaimed.id()).isEqualTo(accepted.get(1));
        assertThat(complete(Completion.givenBack(reclaimed, Duration.ofMinutes(1))))
                .isEqualTo(CompletionResult.UNBLOCKED);
        LeasedDelivery first = claimOne();
        assertThat(first.id()).isEqualTo(accepted.get(0));
        assertThat(first.attemptNumber()).isEqualTo(2);
        assertThat(sent(first)).isEqualTo(CompletionResult.APPLIED);
        clock.advance(Duration.ofMinutes(1));
        assertThat(sent(claimOne())).isEqualTo(CompletionResult.APPLIED);
    }

    @Test
    void a_lapsed_lease_keeps_its_permit_for_the_takeover() {
        List<DeliveryId> accepted = acceptLimited(2);
        LeasedDelivery lost = claimOne();
        assertThat(claim(10)).isEmpty();

        clock.advance(LEASE);
        LeasedDelivery taken = claimOne();
        assertThat(taken.id()).isEqualTo(accepted.get(0));
        assertThat(taken.reclaimed()).isTrue();
        assertThat(sent(lost)).isEqualTo(CompletionResult.LATE);
        assertThat(claim(10)).isEmpty();
        assertThat(sent(taken)).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(accepted.get(1));
    }

    @Test
    void a_delivery_that_waits_is_not_due_and_cannot_be_retried_at_once() {
        List<DeliveryId> accepted = acceptLimited(2);
        claimOne();

        assertThat(store().changes().retryNow(TENANT, Map.of(accepted.get(1), Duration.ZERO)))
                .isEmpty();
        assertThat(delivery(accepted.get(1)).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(store().queries().backlog(100))
                .filteredOn(backlog -> backlog.channel().equals(CHANNEL))
                .extracting(Backlog::waiting, Backlog::due)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(2L, 0L));
    }

    @Test
    void a_canceled_or_expired_delivery_is_skipped_and_one_with_a_permit_passes_it_on() {
        List<DeliveryId> accepted = acceptLimited(6);
        LeasedDelivery first = claimOne();
        assertThat(claim(10)).isEmpty();
        store().changes().cancel(TENANT, accepted.get(1));
        assertThat(store().changes().expireAll(TENANT, List.of(accepted.get(2))))
                .containsExactly(accepted.get(2));

        assertThat(sent(first)).isEqualTo(CompletionResult.UNBLOCKED);
        // It has the permit, but is not leased yet.
        store().changes().cancel(TENANT, accepted.get(3));
        assertThat(store().changes().cancelAll(TENANT, List.of(accepted.get(4))))
                .containsExactly(accepted.get(4));

        LeasedDelivery last = claimOne();
        assertThat(last.id()).isEqualTo(accepted.get(5));
        assertThat(sent(last)).isEqualTo(CompletionResult.APPLIED);
    }

    @Test
    void deliveries_of_replaced_notifications_return_their_permits() {
        IntentKeys keys = IntentKeys.NONE.limitedBy(KEY).labeled(new IntentLabels(List.of(), "reminder", true));
        NewDelivery sending = pending(CHANNEL, USER);
        accept(limited(TENANT, keys, sending));
        LeasedDelivery lost = claimOne();
        NewDelivery waiting = pending(CHANNEL, USER);
        accept(limited(TENANT, keys, waiting));
        assertThat(claim(10)).isEmpty();
        NewDelivery last = pending(CHANNEL, USER);
        accept(limited(TENANT, keys, last));
        DeliveryId other = acceptLimited();
        assertThat(claim(10)).isEmpty();

        // The lapsed lease of a replaced notification ends with the claim.
        clock.advance(LEASE);
        List<LeasedDelivery> next = claim(10);
        if (next.isEmpty()) {
            next = claim(10);
        }
        assertThat(idsOf(next)).containsExactly(last.id());
        assertThat(sent(lost)).isEqualTo(CompletionResult.LATE);
        assertThat(sent(next.getFirst())).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(other);
        assertThat(delivery(waiting.id()).status()).isEqualTo(DeliveryStatus.CANCELED);
    }

    @Test
    void a_raised_limit_applies_with_the_next_claim_and_a_lowered_one_when_permits_are_returned() {
        List<DeliveryId> accepted = acceptLimited(6);
        LeasedDelivery first = claimOne();
        assertThat(claim(10)).isEmpty();

        assertThat(sent(first)).isEqualTo(CompletionResult.UNBLOCKED);
        List<LeasedDelivery> raised = claimTwo();
        assertThat(raised).hasSize(2);

        assertThat(sent(raised.getFirst())).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claim(10)).as("one is sent already").isEmpty();
        assertThat(sent(raised.getLast())).isEqualTo(CompletionResult.UNBLOCKED);
        List<DeliveryId> rest = new ArrayList<>();
        for (int i = 3; i < accepted.size(); i++) {
            LeasedDelivery one = claimOne();
            rest.add(one.id());
            sent(one);
        }
        assertThat(rest).containsExactlyInAnyOrderElementsOf(accepted.subList(3, 6));
    }

    @Test
    void a_key_may_be_combined_with_an_ordering_key_and_a_later_time() {
        IntentKeys keys = new IntentKeys(null, "order-1").limitedBy(KEY);
        DeliveryOrder order = new DeliveryOrder("order-1", false);
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            NewDelivery delivery = pending(CHANNEL, USER).inOrder(order);
            accept(limited(TENANT, keys, delivery));
            accepted.add(delivery.id());
        }
        Acceptance later = limited(TENANT, IntentKeys.NONE.limitedBy(KEY), pending(CHANNEL, USER));
        accept(with(later, notBefore(later.notification(), now().plusSeconds(10))));
        accepted.add(later.deliveries().getFirst().id());

        List<LeasedDelivery> first = claimTwo();
        assertThat(idsOf(first)).containsExactly(accepted.get(0));
        clock.advance(Duration.ofSeconds(10));
        List<LeasedDelivery> second = claimTwo();
        assertThat(idsOf(second)).containsExactly(accepted.get(3));
        sent(first.getFirst());
        List<LeasedDelivery> third = claimTwo();
        assertThat(idsOf(third)).containsExactly(accepted.get(1));
        sent(second.getFirst());
        assertThat(claimTwo()).isEmpty();
        sent(third.getFirst());
        assertThat(idsOf(claimTwo())).containsExactly(accepted.get(2));
    }

    @Test
    void a_replayed_delivery_needs_a_permit_again() {
        DeliveryId dead = acceptLimited();
        rejected(claimOne());
        DeliveryId next = acceptLimited();
        LeasedDelivery sending = claimOne();

        store().changes().replay(TENANT, List.of(dead), Duration.ZERO);

        assertThat(claim(10)).isEmpty();
        assertThat(sending.id()).isEqualTo(next);
        assertThat(sent(sending)).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(dead);
    }

    @Test
    void the_concurrency_key_of_a_notification_is_kept() {
        Acceptance one = limited(
                TENANT, new IntentKeys("dedupe", "order-1", true).limitedBy(KEY + " \u5efa"), pending(CHANNEL, USER));
        accept(one);

        Notification kept =
                store().queries().notification(TENANT, one.notification().id()).orElseThrow();
        assertThat(kept).isEqualTo(one.notification());
        assertThat(claimOne().notification()).isEqualTo(one.notification());
    }

    @Test
    void concurrent_workers_never_exceed_the_limit_and_leave_nothing_behind() throws Exception {
        int count = 120;
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            accepted.add(acceptLimited("crm-" + i % 3, pending(i % 2 == 0 ? CHANNEL : EMAIL, "user:" + i)));
        }
        AtomicInteger ended = new AtomicInteger();
        AtomicInteger workers = new AtomicInteger();
        List<AtomicInteger> sending = List.of(new AtomicInteger(), new AtomicInteger(), new AtomicInteger());
        AtomicInteger most = new AtomicInteger();

        var _ = Race.of(WORKERS, () -> {
            int worker = workers.getAndIncrement();
            while (ended.get() < count && !Thread.currentThread().isInterrupted()) {
                List<LeasedDelivery> claimed = claim(worker % 2 == 0 ? CHANNEL : EMAIL, 4, TWO);
                for (LeasedDelivery leased : claimed) {
                    most.accumulateAndGet(sendingOf(sending, leased).incrementAndGet(), Math::max);
                }
                for (LeasedDelivery leased : claimed) {
                    if (leased.attemptNumber() == 1 && leased.id().hashCode() % 4 == 0) {
                        sendingOf(sending, leased).decrementAndGet();
                        retry(leased, Duration.ZERO);
                    } else if (leased.id().hashCode() % 7 == 0) {
                        store().changes().cancelAll(TENANT, accepted.subList(0, 1));
                        sendingOf(sending, leased).decrementAndGet();
                        sent(leased);
                        ended.incrementAndGet();
                    } else {
                        sendingOf(sending, leased).decrementAndGet();
                        sent(leased);
                        ended.incrementAndGet();
                    }
                }
                if (delivery(accepted.getFirst()).status() == DeliveryStatus.CANCELED) {
                    ended.compareAndSet(count - 1, count);
                }
            }
            return true;
        });

        assertThat(most).hasValueLessThanOrEqualTo(2);
        assertThat(accepted).extracting(id -> delivery(id).status()).allMatch(DeliveryStatus::terminal);
        assertThat(claimTwo()).isEmpty();
    }

    private static AtomicInteger sendingOf(List<AtomicInteger> sending, LeasedDelivery leased) {
        String key = leased.notification().keys().concurrency();
        return sending.get(Integer.parseInt(String.valueOf(key).substring("crm-".length())));
    }
}
