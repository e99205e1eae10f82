package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.store.Rerouting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Concurrent threads: the store lets exactly one win. */
public abstract class RaceContract extends StoreContract {
    private static final int THREADS = 32;
    private static final int DELIVERIES = 200;
    private static final int CLAIM = 7;

    protected RaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void of_concurrent_intents_with_one_key_one_is_accepted() throws Exception {
        List<AcceptResult> results = Race.of(THREADS, () -> accept(intent("k", pending(CHANNEL, "user:1"))));

        assertThat(results).filteredOn(AcceptResult.Accepted.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(AcceptResult.Replayed.class::isInstance).hasSize(THREADS - 1);
        assertThat(results.stream()
                        .flatMap(result -> deliveriesOf(result).stream())
                        .map(ReceiptDelivery::id)
                        .distinct())
                .hasSize(1);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), THREADS)).isOne();
    }

    @Test
    void of_concurrent_different_intents_with_one_key_one_is_accepted_and_others_conflict() throws Exception {
        List<AcceptResult> results = Race.of(
                THREADS,
                () -> accept(new dev.tidings.core.store.Acceptance(
                        notification(TENANT, "k"),
                        fingerprint(ids.next(now())),
                        null,
                        List.of(pending(CHANNEL, "user:1")))));

        assertThat(results).filteredOn(AcceptResult.Accepted.class::isInstance).hasSize(1);
        assertThat(results).filteredOn(AcceptResult.Conflict.class::isInstance).hasSize(THREADS - 1);
    }

    @Test
    void of_concurrent_intents_with_one_dedupe_key_one_creates_the_delivery() throws Exception {
        List<AcceptResult> results =
                Race.of(THREADS, () -> accept(intent(TENANT, ids.next(now()), "alarm-7", pending(CHANNEL, "user:1"))));

        assertThat(results).hasOnlyElementsOfType(AcceptResult.Accepted.class);
        assertThat(results.stream().flatMap(result -> deliveriesOf(result).stream()))
                .filteredOn(delivery -> !delivery.reused())
                .hasSize(1);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), THREADS)).isOne();
    }

    @Test
    void concurrent_intents_with_one_dedupe_key_create_one_delivery_per_recipient() throws Exception {
        List<AcceptResult> results = Race.of(
                THREADS,
                () -> accept(intent(
                        TENANT,
                        ids.next(now()),
                        "alarm-7",
                        pending(CHANNEL, "user:1"),
                        pending(CHANNEL, "user:2"),
                        pending(CHANNEL, "user:3"))));

        assertThat(results)
                .allSatisfy(result -> assertThat(deliveriesOf(result)).hasSize(3));
        assertThat(results.stream().flatMap(result -> deliveriesOf(result).stream()))
                .filteredOn(delivery -> !delivery.reused())
                .extracting(ReceiptDelivery::recipient)
                .containsExactlyInAnyOrder("user:1", "user:2", "user:3");
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), THREADS)).isEqualTo(3);
    }

    @Test
    void no_delivery_is_leased_twice() throws Exception {
        IntStream.range(0, DELIVERIES).forEach(i -> acceptOne("user:" + i));

        List<List<DeliveryId>> claimed = Race.of(8, () -> {
            List<DeliveryId> mine = new ArrayList<>();
            for (List<LeasedDelivery> batch = claim(CLAIM); !batch.isEmpty(); batch = claim(CLAIM)) {
                batch.forEach(leased -> mine.add(leased.id()));
            }
            return mine;
        });

        assertThat(claimed.stream().flatMap(List::stream)).hasSize(DELIVERIES).doesNotHaveDuplicates();
    }

    @Test
    void a_lease_is_completed_once() throws Exception {
        acceptOne("user:1");
        LeasedDelivery leased = claimOne();

        List<CompletionResult> results = Race.of(8, () -> sent(leased));

        assertThat(results).containsOnlyOnce(CompletionResult.APPLIED).contains(CompletionResult.LATE);
        assertThat(delivery(leased.id()).attemptsUsed()).isOne();
        assertThat(store().queries().attempts(TENANT, leased.id())).hasSize(1);
    }

    @Test
    void of_concurrent_reroutings_one_succeeds() throws Exception {
        NewDelivery skipped =
                NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, "user:1", "recipient_missing");
        accept(intent("k", skipped));

        List<List<DeliveryId>> routed = Race.of(
                8,
                () -> store().changes()
                        .reroute(
                                TENANT,
                                List.of(new Rerouting(List.of(
                                        NewDelivery.pending(skipped.id(), CHANNEL, "user:1", null),
                                        NewDelivery.pending(
                                                ids.deliveryBeside(skipped.id(), now()), "email", "user:1", null)))),
                                Duration.ZERO));

        assertThat(routed.stream().flatMap(List::stream)).containsExactly(skipped.id());
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), THREADS)).isEqualTo(2);
    }

    @Test
    void of_concurrent_cancellations_of_many_each_delivery_is_canceled_once() throws Exception {
        List<DeliveryId> all = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> all.add(acceptOne("user:" + i)));
        List<DeliveryId> reversed = all.reversed();

        List<List<DeliveryId>> canceled = Race.of(List.of(
                () -> store().changes().cancelAll(TENANT, all),
                () -> store().changes().cancelAll(TENANT, reversed),
                () -> claim(5).stream().map(LeasedDelivery::id).toList()));

        assertThat(canceled.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void each_delivery_expires_is_canceled_or_is_claimed_once() throws Exception {
        List<DeliveryId> all = new ArrayList<>();
        IntStream.range(0, 20).forEach(i -> all.add(acceptOne("user:" + i)));
        List<DeliveryId> reversed = all.reversed();

        List<List<DeliveryId>> changed = Race.of(List.of(
                () -> store().changes().expireAll(TENANT, all),
                () -> store().changes().expireAll(TENANT, reversed),
                () -> store().changes().cancelAll(TENANT, all),
                () -> claim(5).stream().map(LeasedDelivery::id).toList()));

        assertThat(changed.stream().flatMap(List::stream)).containsExactlyInAnyOrderElementsOf(all);
        assertThat(changed.getFirst()).allMatch(id -> delivery(id).status() == DeliveryStatus.DEAD);
        assertThat(changed.get(2)).allMatch(id -> delivery(id).status() == DeliveryStatus.CANCELED);
    }

    @Test
    void of_concurrent_retry_now_requests_one_succeeds() throws Exception {
        DeliveryId id = acceptOne("user:1");
        retry(claimOne(), Duration.ofHours(1));

        List<List<DeliveryId>> due = Race.of(8, () -> store().changes().retryNow(TENANT, Map.of(id, Duration.ZERO)));

        assertThat(due.stream().flatMap(List::stream)).containsExactly(id);
        assertThat(delivery(id).nextAttemptAt()).isEqualTo(now());
    }

    @Test
    void a_delivery_claimed_meanwhile_is_not_made_due() throws Exception {
        for (int i = 0; i < 50; i++) {
            acceptOne("user:" + i);
        }
        // Due, but not yet for threads that read the clock slightly earlier.
        List<DeliveryId> failed = claim(50).stream()
                .map(leased -> {
                    retry(leased, Duration.ofMillis(1));
                    return leased.id();
                })
                .toList();
        clock.advance(Duration.ofMillis(1));
        Map<DeliveryId, Duration> delays = new HashMap<>();
        failed.forEach(id -> delays.put(id, Duration.ofMillis(1).negated()));

        Race.of(8, () -> {
            store().changes().retryNow(TENANT, delays);
            return claim(CLAIM);
        });

        assertThat(failed).allSatisfy(id -> {
            Delivery one = delivery(id);
            if (one.status() == DeliveryStatus.SENDING) {
                assertThat(Objects.requireNonNull(one.lease()).until()).isEqualTo(now().plus(LEASE));
            } else {
                assertThat(one.nextAttemptAt()).isEqualTo(now().minusMillis(1));
            }
        });
    }
}
