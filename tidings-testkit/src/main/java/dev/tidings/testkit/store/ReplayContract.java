package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
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
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Replays by operators: finished deliveries become pending again with a new budget, and skipped ones are routed again; history is kept. */
public abstract class ReplayContract extends StoreContract {
    private static final Duration AT_ONCE = Duration.ZERO;

    protected ReplayContract(StoreFactory factory) {
        super(factory);
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
