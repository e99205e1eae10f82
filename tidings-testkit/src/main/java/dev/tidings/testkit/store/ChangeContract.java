package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.routing.Router;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.Rerouting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
        assertThat(store().claims().nextDue(CHANNEL)).isNull();
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
    void a_replay_starts_a_new_budget_and_keeps_the_history() {
        DeliveryId id = acceptOne("user:1");
        retry(claimOne(), AT_ONCE);
        rejected(claimOne());
        Attempt last = delivery(id).lastAttempt();

        assertThat(store().changes().replay(TENANT, List.of(id), AT_ONCE)).containsExactly(id);

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
        assertThat(store().queries().attempts(TENANT, id))
                .extracting(Attempt::number)
                .containsExactly(1, 2, 3);
    }

    @Test
    void a_replay_resets_the_reclaim_count() {
        DeliveryId id = acceptOne("user:1");
        claimOne();
        clock.advance(LEASE);
        complete(Completion.dead(claimOne(), "reclaims_exhausted"));

        store().changes().replay(TENANT, List.of(id), AT_ONCE);

        assertThat(delivery(id).reclaimCount()).isZero();
        assertThat(claimOne().reclaimCount()).isZero();
        assertThat(store().queries().attempts(TENANT, id)).hasSize(2);
    }

    @Test
    void only_sent_dead_and_skipped_deliveries_are_replayed() {
        DeliveryId sent = acceptOne("user:1");
        sent(claimOne());
        DeliveryId dead = acceptOne("user:2");
        rejected(claimOne());
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:3", "recipient_missing");
        accept(intent("k", skipped));
        DeliveryId sending = acceptOne("user:4");
        claimOne();
        DeliveryId canceled = acceptOne("user:5");
        store().changes().cancel(TENANT, canceled);
        DeliveryId pending = acceptOne("user:6");

        assertThat(store().changes()
                        .replay(
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

        store().changes().replay(TENANT, List.of(one, ids.delivery(now()), two, three), Duration.ofMillis(100));

        assertThat(List.of(one, two, three))
                .extracting(id -> delivery(id).nextAttemptAt())
                .containsExactly(now(), now().plusMillis(100), now().plusMillis(200));
    }

    @Test
    void deliveries_of_other_tenants_are_not_replayed() {
        DeliveryId id = acceptOne("user:1");
        sent(claimOne());

        assertThat(store().changes().replay("other", List.of(id), AT_ONCE)).isEmpty();
        assertThat(store().changes().replay(TENANT, List.of(), AT_ONCE)).isEmpty();
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void a_delivery_without_a_channel_is_not_replayed_without_routing() {
        NewDelivery skipped = unrouted("user:1");

        assertThat(store().changes().replay(TENANT, List.of(skipped.id()), AT_ONCE))
                .isEmpty();
        assertThat(delivery(skipped.id()).status()).isEqualTo(DeliveryStatus.SKIPPED);
    }

    @Test
    void a_delivery_without_a_channel_becomes_the_first_of_its_routes_and_the_others_are_inserted() {
        NewDelivery skipped = unrouted("user:1");
        clock.advance(Duration.ofSeconds(1));
        EndpointId endpoint = ids.endpoint(now());
        NewDelivery email = NewDelivery.pending(beside(skipped), "email", "user:1", "user@example.org");
        NewDelivery feishu = NewDelivery.skipped(beside(skipped), "feishu", "user:1", "endpoint_disabled")
                .to(endpoint);
        Rerouting rerouting = new Rerouting(List.of(
                NewDelivery.pending(skipped.id(), CHANNEL, "user:1", null).to(endpoint), email, feishu));

        assertThat(store().changes().reroute(TENANT, List.of(rerouting), AT_ONCE))
                .containsExactly(skipped.id());

        Delivery first = delivery(skipped.id());
        assertThat(first.channel()).isEqualTo(CHANNEL);
        assertThat(first.endpointId()).isEqualTo(endpoint);
        assertThat(delivery(email.id()).endpointId()).isNull();
        assertThat(delivery(feishu.id()).endpointId()).isEqualTo(endpoint);
        assertThat(first.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(first.reason()).isNull();
        assertThat(first.finishedAt()).isNull();
        assertThat(first.replayCount()).isOne();
        assertThat(first.nextAttemptAt()).isEqualTo(now());
        Delivery second = delivery(email.id());
        assertThat(second.notificationId()).isEqualTo(first.notificationId());
        assertThat(second.recipient()).isEqualTo("user:1");
        assertThat(second.address()).isEqualTo("user@example.org");
        assertThat(second.nextAttemptAt()).isEqualTo(now());
        assertThat(second.replayCount()).isZero();
        Delivery third = delivery(feishu.id());
        assertThat(third.status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(third.reason()).isEqualTo("endpoint_disabled");
        assertThat(third.finishedAt()).isEqualTo(now());
        assertThat(third.nextAttemptAt()).isNull();
        assertThat(store().queries()
                        .deliveries(DeliveryFilter.of(first.notificationId(), TENANT), null, 10)
                        .items())
                .hasSize(3);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT).withStatuses(Set.of(DeliveryStatus.SKIPPED)), 10))
                .isOne();
        assertThat(claimOne().id()).isEqualTo(skipped.id());
    }

    @Test
    void a_delivery_is_rerouted_once_and_only_by_its_tenant() {
        NewDelivery skipped = unrouted("user:1");
        DeliveryId channelKnown = acceptOne("user:2");
        rejected(claimOne());

        assertThat(store().changes().reroute("other", List.of(routed(skipped)), AT_ONCE))
                .isEmpty();
        assertThat(store().changes().reroute(TENANT, List.of(routed(skipped)), AT_ONCE))
                .containsExactly(skipped.id());
        assertThat(store().changes()
                        .reroute(
                                TENANT,
                                List.of(
                                        routed(skipped, pending("email", "user:1")),
                                        new Rerouting(
                                                List.of(NewDelivery.pending(channelKnown, "email", "user:2", null)))),
                                AT_ONCE))
                .isEmpty();
        assertThat(store().changes().reroute(TENANT, List.of(), AT_ONCE)).isEmpty();
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isEqualTo(2);
        assertThat(delivery(channelKnown).channel()).isEqualTo(CHANNEL);
    }

    @Test
    void a_skip_on_a_channel_is_rerouted_once_to_all_its_endpoints() {
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", Router.NO_MATCHING_ENDPOINT);
        accept(intent("k", skipped));
        EndpointId first = ids.endpoint(now());
        EndpointId second = ids.endpoint(now());
        NewDelivery other =
                NewDelivery.pending(beside(skipped), CHANNEL, "user:1", null).to(second);
        Rerouting rerouting = new Rerouting(List.of(
                NewDelivery.pending(skipped.id(), CHANNEL, "user:1", null).to(first), other));

        assertThat(store().changes().reroute(TENANT, List.of(rerouting), AT_ONCE))
                .containsExactly(skipped.id());
        assertThat(delivery(skipped.id()).endpointId()).isEqualTo(first);
        assertThat(delivery(other.id()).endpointId()).isEqualTo(second);
        assertThat(claim(5))
                .hasSize(2)
                .allSatisfy(leased -> complete(Completion.skippedUntried(leased, "endpoint_disabled")));

        assertThat(store().changes().reroute(TENANT, List.of(rerouting), AT_ONCE))
                .as("it has an endpoint now")
                .isEmpty();
    }

    @Test
    void rerouted_deliveries_are_spread_over_time() {
        NewDelivery one = unrouted("user:1");
        NewDelivery two = unrouted("user:2");

        store().changes().reroute(TENANT, List.of(routed(one), routed(two)), Duration.ofMillis(100));

        assertThat(List.of(one, two))
                .extracting(skipped -> delivery(skipped.id()).nextAttemptAt())
                .containsExactly(now(), now().plusMillis(100));
    }

    @Test
    void replays_are_not_due_before_the_not_before_of_the_notification() {
        Instant notBefore = now().plusSeconds(60);
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", "endpoint_disabled");
        NewDelivery unrouted =
                NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, "user:2", "recipient_missing");
        Acceptance later = intent("later", skipped, unrouted);
        accept(with(later, notBefore(later.notification(), notBefore)));
        NewDelivery beside = NewDelivery.pending(beside(unrouted), "email", "user:2", null);

        store().changes().replay(TENANT, List.of(skipped.id()), AT_ONCE);
        store().changes().reroute(TENANT, List.of(routed(unrouted, beside)), AT_ONCE);

        assertThat(List.of(skipped, unrouted, beside))
                .extracting(delivery -> delivery(delivery.id()).nextAttemptAt())
                .containsOnly(notBefore);
    }

    @Test
    void the_address_of_a_skipped_delivery_is_kept_for_its_replay() {
        NewDelivery skipped =
                NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", "https://a.example", "recipient_present");
        accept(intent("k", skipped));

        store().changes().replay(TENANT, List.of(skipped.id()), AT_ONCE);

        assertThat(claimOne().address()).isEqualTo("https://a.example");
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

    private NewDelivery unrouted(String recipient) {
        NewDelivery skipped =
                NewDelivery.skipped(ids.delivery(now()), Router.NO_CHANNEL, recipient, "recipient_missing");
        accept(intent("key-" + skipped.id(), skipped));
        return skipped;
    }

    private DeliveryId beside(NewDelivery other) {
        return ids.deliveryBeside(other.id(), now());
    }

    private static Rerouting routed(NewDelivery skipped, NewDelivery... others) {
        List<NewDelivery> deliveries = new ArrayList<>();
        deliveries.add(NewDelivery.pending(skipped.id(), CHANNEL, skipped.recipient(), null));
        deliveries.addAll(List.of(others));
        return new Rerouting(deliveries);
    }
}
