package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Backlog;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Ordered deliveries of a channel: one at a time per recipient, or per endpoint, in the order of acceptance. */
public abstract class OrderContract extends OrderedDeliveryContract {

    protected OrderContract(StoreFactory factory) {
        super(factory);
    }

    private NewDelivery orderedSending(String recipient) {
        return ordered(recipient).leased(tokens.get());
    }

    private List<DeliveryId> acceptOrdered(int count) {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            accepted.add(acceptOrdered(USER));
        }
        return accepted;
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
        assertNothingWillBeDue();
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
        assertThat(store().claims().claim("email", 10, TenantWeights.EQUAL, GRANT, tokens))
                .hasSize(1);
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
        assertThat(store().queries().backlog(100)).singleElement().isEqualTo(new Backlog(CHANNEL, 3, 1, now(), true));
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

    @Test
    void a_repeated_intent_takes_no_second_queue_position() {
        Acceptance acceptance = one(ordered(USER));
        accept(acceptance);
        accept(acceptance);

        assertThat(sent(claimOne())).isEqualTo(CompletionResult.APPLIED);
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void concurrent_producers_and_workers_preserve_the_order_of_each_producer_per_recipient() throws Exception {
        preserveTheOrderOfEachProducer(() -> pending(CHANNEL, USER).inOrder());
    }
}
