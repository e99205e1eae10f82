package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.Lease;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.EndpointId;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.LeaseGrant;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Claiming: oldest due deliveries first, one lease each, with recorded takeovers of expired leases. */
public abstract class ClaimContract extends StoreContract {
    private static final int MANY = 200;

    protected ClaimContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_claim_returns_everything_an_attempt_needs() {
        Acceptance acceptance = intent("k", pending(CHANNEL, "user:1"));
        accept(acceptance);

        LeasedDelivery leased = claimOne();

        assertThat(leased)
                .isEqualTo(new LeasedDelivery(
                        acceptance.deliveries().getFirst().id(),
                        acceptance.notification(),
                        CHANNEL,
                        "user:1",
                        null,
                        1,
                        0,
                        0,
                        leased.token(),
                        now()));
        assertThat(delivery(leased.id()).lease()).isEqualTo(new Lease(leased.token(), "node-a", now().plus(LEASE)));
        assertThat(delivery(leased.id()).status()).isEqualTo(DeliveryStatus.SENDING);
    }

    @Test
    void a_delivery_keeps_its_endpoint_from_the_insert_to_the_claim() {
        EndpointId first = ids.endpoint(now());
        EndpointId second = ids.endpoint(now());
        NewDelivery waiting = pending(CHANNEL, "user:1").to(first);
        NewDelivery another = pending(CHANNEL, "user:1").to(second);
        NewDelivery none = pending(CHANNEL, "user:1");
        NewDelivery sending = sending("user:1").to(first);
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", "endpoint_disabled")
                .to(second);
        accept(intent("k", waiting, another, none, sending, skipped));

        for (NewDelivery one : List.of(waiting, another, none, sending, skipped)) {
            assertThat(delivery(one.id()).endpointId()).isEqualTo(one.endpointId());
        }
        assertThat(store().queries()
                        .deliveries(DeliveryFilter.of(TENANT), null, 10)
                        .items())
                .extracting(Delivery::endpointId)
                .containsExactlyInAnyOrder(first, second, null, first, second);
        assertThat(claim(10))
                .extracting(LeasedDelivery::id, LeasedDelivery::endpointId)
                .containsExactlyInAnyOrder(
                        tuple(waiting.id(), first), tuple(another.id(), second), tuple(none.id(), null));
    }

    @Test
    void endpoints_are_kept_by_a_large_batch() {
        NewDelivery[] many = Stream.generate(() -> pending(CHANNEL, "user:1").to(ids.endpoint(now())))
                .limit(MANY)
                .toArray(NewDelivery[]::new);
        accept(intent("k", many));

        assertThat(claim(MANY))
                .extracting(LeasedDelivery::id, LeasedDelivery::endpointId)
                .containsExactlyInAnyOrderElementsOf(Stream.of(many)
                        .map(one -> tuple(one.id(), one.endpointId()))
                        .toList());
    }

    @Test
    void an_attempt_is_durably_started_when_the_claim_returns() {
        acceptOne("user:1");

        LeasedDelivery leased = claimOne();

        assertThat(store().queries().attempts(TENANT, leased.id()))
                .singleElement()
                .satisfies(attempt -> {
                    assertThat(attempt.number()).isOne();
                    assertThat(attempt.startedAt()).isEqualTo(now());
                    assertThat(attempt.endedAt()).isNull();
                    assertThat(attempt.result()).isNull();
                });
    }

    @Test
    void the_oldest_due_deliveries_come_first_up_to_the_limit() {
        DeliveryId late = acceptOne("user:1");
        retry(claimOne(), Duration.ofSeconds(10));
        DeliveryId early = acceptOne("user:2");
        retry(claimOne(), Duration.ofSeconds(5));
        clock.advance(Duration.ofSeconds(20));
        DeliveryId fresh = acceptOne("user:3");

        assertThat(claim(2)).extracting(LeasedDelivery::id).containsExactly(early, late);
        assertThat(claim(2)).extracting(LeasedDelivery::id).containsExactly(fresh);
        assertThat(claim(2)).isEmpty();
    }

    @Test
    void nothing_is_claimed_before_it_is_due() {
        acceptOne("user:1");
        retry(claimOne(), Duration.ofSeconds(10));

        clock.advance(Duration.ofMillis(9_999));
        assertThat(claim(1)).isEmpty();
        clock.advance(Duration.ofMillis(1));
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    void a_claim_returns_only_deliveries_of_its_channel() {
        accept(intent("k", pending("email", "user:1")));

        assertThat(claim(10)).isEmpty();
        assertThat(store().claims().claim("email", 10, TenantWeights.EQUAL, GRANT, tokens))
                .hasSize(1);
    }

    @Test
    void a_claim_with_limit_zero_takes_nothing() {
        acceptOne("user:1");

        assertThat(claim(0)).isEmpty();
        assertThat(claim(1)).hasSize(1);
    }

    @Test
    void the_next_due_time_includes_lease_expiries() {
        assertThat(store().claims().nextDue(CHANNEL)).isNull();
        acceptOne("user:1");
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now());
        LeasedDelivery leased = claimOne();
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now().plus(LEASE));
        retry(leased, Duration.ofSeconds(10));
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now().plusSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        sent(claimOne());
        assertNothingWillBeDue();
    }

    @Test
    void an_expired_lease_is_taken_over_and_its_attempt_becomes_unknown() {
        acceptOne("user:1");
        LeasedDelivery crashed = claimOne();
        clock.advance(LEASE.minusMillis(1));
        assertThat(claim(1)).isEmpty();
        clock.advance(Duration.ofMillis(1));

        LeasedDelivery taken = claimOne();

        assertThat(taken.attemptNumber()).isEqualTo(2);
        assertThat(taken.attemptsUsed()).isZero();
        assertThat(taken.reclaimCount()).isOne();
        assertThat(taken.reclaimed()).isTrue();
        assertThat(crashed.reclaimed()).isFalse();
        assertThat(taken.token()).isNotEqualTo(crashed.token());
        assertThat(store().queries().attempts(TENANT, taken.id()))
                .satisfiesExactly(
                        unknown -> {
                            assertThat(unknown.number()).isOne();
                            assertThat(unknown.startedAt()).isEqualTo(crashed.startedAt());
                            assertThat(unknown.result()).isEqualTo(AttemptResult.UNKNOWN);
                            assertThat(unknown.endedAt()).isNull();
                            assertThat(unknown.late()).isFalse();
                        },
                        running -> assertThat(running.number()).isEqualTo(2));
        assertThat(delivery(taken.id()).reclaimCount()).isOne();
    }

    @Test
    void a_lease_from_the_insert_expires_like_any_other() {
        accept(intent("k", sending("user:1")));
        clock.advance(LEASE);

        LeasedDelivery taken = claimOne();

        assertThat(taken.attemptNumber()).isEqualTo(2);
        assertThat(taken.reclaimCount()).isOne();
        assertThat(store().queries().attempts(TENANT, taken.id()))
                .extracting(Attempt::result)
                .containsExactly(AttemptResult.UNKNOWN, null);
    }

    @Test
    void renewing_extends_only_leases_that_are_still_held() {
        acceptOne("user:1");
        LeasedDelivery held = claimOne();
        acceptOne("user:2");
        LeasedDelivery ended = claimOne();
        sent(ended);
        clock.advance(Duration.ofSeconds(20));

        assertThat(store().claims()
                        .renew(Map.of(held.id(), held.token(), ended.id(), ended.token()), Duration.ofSeconds(30)))
                .containsExactly(held.id());

        assertThat(delivery(held.id()).lease()).extracting(Lease::until).isEqualTo(now().plusSeconds(30));
        assertThat(delivery(ended.id()).status()).isEqualTo(DeliveryStatus.SENT);
        clock.advance(Duration.ofSeconds(29));
        assertThat(claim(1)).isEmpty();
    }

    @Test
    void a_lease_that_was_taken_over_is_not_renewed() {
        acceptOne("user:1");
        LeasedDelivery old = claimOne();
        clock.advance(LEASE);
        LeasedDelivery taken = claimOne();

        assertThat(store().claims().renew(Map.of(old.id(), old.token()), Duration.ofHours(1)))
                .isEmpty();

        assertThat(delivery(taken.id()).lease()).isEqualTo(new Lease(taken.token(), "node-a", now().plus(LEASE)));
    }

    @Test
    void a_lease_names_its_holder() {
        acceptOne("user:1");

        List<LeasedDelivery> leased = store().claims()
                .claim(
                        CHANNEL,
                        1,
                        TenantWeights.EQUAL,
                        new LeaseGrant("node-b", Duration.ofSeconds(5)),
                        () -> new LeaseToken("t"));

        assertThat(delivery(leased.getFirst().id()).lease())
                .isEqualTo(new Lease(new LeaseToken("t"), "node-b", now().plusSeconds(5)));
    }

    @Test
    void a_clock_that_steps_back_only_delays_claims() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        clock.advance(Duration.ofHours(-1));
        acceptOne("user:2");

        assertThat(claim(10)).extracting(LeasedDelivery::recipient).containsExactly("user:2");
        assertThat(retry(leased, Duration.ofSeconds(1))).isEqualTo(CompletionResult.APPLIED);
        clock.advance(Duration.ofSeconds(1));
        assertThat(sent(claimOne())).isEqualTo(CompletionResult.APPLIED);
        Delivery delivery = delivery(id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(delivery.attemptsUsed()).isEqualTo(2);
    }
}
