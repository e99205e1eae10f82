package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Completing: transition and evidence together, and only by the holder of the lease. */
public abstract class CompleteContract extends StoreContract {
    protected CompleteContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void any_response_of_a_provider_is_stored() {
        acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        Evidence odd = new Evidence(500, "a\0b", "POST \ud800", "\0\udc00\u0001 \ud83d\udd34");

        retry(leased, odd);

        assertThat(delivery(leased.id()).lastAttempt()).isNotNull().satisfies(attempt -> {
            assertThat(attempt.message()).isEqualTo("it said \uFFFD");
            assertThat(attempt.evidence())
                    .isEqualTo(new Evidence(500, "a\uFFFDb", "POST \uFFFD", "\uFFFD\uFFFD\u0001 \ud83d\udd34"));
        });
    }

    private void retry(LeasedDelivery leased, Evidence evidence) {
        complete(Completion.retry(
                leased, new Outcome.Retry("http_500", "it said \0", null, evidence), Duration.ofSeconds(1), now()));
    }

    @Test
    void a_sent_delivery_is_finished_and_has_its_evidence() {
        acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        clock.advance(Duration.ofMillis(120));
        Evidence evidence = new Evidence(202, "msg-1", "POST https://example.com", "{\"ok\":true}");

        assertThat(complete(Completion.sent(leased, new Outcome.Sent(evidence), now())))
                .isEqualTo(CompletionResult.APPLIED);

        Attempt attempt = new Attempt(1, leased.startedAt(), now(), AttemptResult.SENT, null, null, evidence, false);
        Delivery delivery = delivery(leased.id());
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(delivery.finishedAt()).isEqualTo(now());
        assertThat(delivery.nextAttemptAt()).isNull();
        assertThat(delivery.lease()).isNull();
        assertThat(delivery.attemptsUsed()).isOne();
        assertThat(delivery.lastAttempt()).isEqualTo(attempt);
        assertThat(store().queries().attempts(TENANT, leased.id())).containsExactly(attempt);
    }

    @Test
    void a_failed_delivery_waits_for_its_retry_and_keeps_every_attempt() {
        DeliveryId id = acceptOne("user:1");
        retry(claimOne(), Duration.ofSeconds(5));
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery(id).nextAttemptAt()).isEqualTo(now().plusSeconds(5));
        assertThat(delivery(id).finishedAt()).isNull();
        clock.advance(Duration.ofSeconds(5));

        LeasedDelivery second = claimOne();
        assertThat(second.attemptNumber()).isEqualTo(2);
        assertThat(second.attemptsUsed()).isOne();
        assertThat(second.reclaimCount()).isZero();
        sent(second);

        assertThat(store().queries().attempts(TENANT, id))
                .satisfiesExactly(
                        first -> {
                            assertThat(first.result()).isEqualTo(AttemptResult.RETRY);
                            assertThat(first.code()).isEqualTo("http_503");
                            assertThat(first.message()).isEqualTo("it answered 503");
                            assertThat(first.evidence())
                                    .isEqualTo(failure("http_503", 503).evidence());
                        },
                        last -> {
                            assertThat(last.result()).isEqualTo(AttemptResult.SENT);
                            assertThat(last.code()).isNull();
                        });
        assertThat(delivery(id).attemptsUsed()).isEqualTo(2);
    }

    @Test
    void a_failure_of_the_provider_is_kept_as_an_attempt_but_uses_none_of_the_budget() {
        DeliveryId id = acceptOne("user:1");
        Outcome.ProviderFailed failed =
                new Outcome.ProviderFailed("network_error", "no connection", null, Evidence.NONE);
        LeasedDelivery leased = claimOne();
        complete(Completion.uncounted(leased, failed, Duration.ofSeconds(5), now()));

        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.FAILED);
        assertThat(delivery(id).nextAttemptAt()).isEqualTo(now().plusSeconds(5));
        assertThat(delivery(id).attemptsUsed()).isZero();
        assertThat(delivery(id).lastAttempt())
                .satisfies(attempt -> assertThat(attempt.code()).isEqualTo("network_error"));

        clock.advance(Duration.ofSeconds(5));
        assertThat(claimOne().attemptNumber()).isEqualTo(2);
    }

    @Test
    void a_finished_delivery_has_a_reason() {
        DeliveryId rejected = acceptOne("user:1");
        rejected(claimOne());
        DeliveryId exhausted = acceptOne("user:2");
        complete(Completion.exhausted(claimOne(), failure("http_500", 500), now()));
        DeliveryId skipped = acceptOne("user:3");
        complete(Completion.skipped(claimOne(), new Outcome.Skipped("gone", true, Evidence.status(410)), now()));

        assertThat(delivery(rejected)).satisfies(dead -> {
            assertThat(dead.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(dead.reason()).isEqualTo("http_400");
        });
        assertThat(delivery(exhausted).reason()).isEqualTo("attempts_exhausted");
        assertThat(delivery(exhausted).lastAttempt()).extracting(Attempt::code).isEqualTo("http_500");
        assertThat(delivery(skipped).status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(delivery(skipped).reason()).isEqualTo("gone");
    }

    @Test
    void the_delay_counts_from_the_stores_own_now() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        clock.advance(Duration.ofSeconds(7));

        complete(Completion.retry(leased, failure("http_503", 503), Duration.ofSeconds(3), leased.startedAt()));

        assertThat(delivery(id).nextAttemptAt()).isEqualTo(now().plusSeconds(3));
    }

    @Test
    void an_expired_lease_that_nobody_took_over_still_completes() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        clock.advance(LEASE.multipliedBy(2));

        assertThat(sent(leased)).isEqualTo(CompletionResult.APPLIED);
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.SENT);
    }

    @Test
    void a_late_completion_only_updates_its_attempt() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery slow = claimOne();
        clock.advance(LEASE);
        LeasedDelivery current = claimOne();
        Delivery before = delivery(id);

        assertThat(sent(slow)).isEqualTo(CompletionResult.LATE);

        assertThat(delivery(id)).isEqualTo(before);
        assertThat(store().queries().attempts(TENANT, id))
                .satisfiesExactly(
                        late -> {
                            assertThat(late.number()).isOne();
                            assertThat(late.late()).isTrue();
                            assertThat(late.result()).isEqualTo(AttemptResult.SENT);
                            assertThat(late.endedAt()).isEqualTo(now());
                            assertThat(late.evidence()).isEqualTo(Evidence.status(200));
                        },
                        running -> assertThat(running.result()).isNull());
        assertThat(retry(current, Duration.ofSeconds(1))).isEqualTo(CompletionResult.APPLIED);
        assertThat(delivery(id).attemptsUsed()).isOne();
    }

    @Test
    void a_late_completion_of_a_finished_delivery_is_recorded_too() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery slow = claimOne();
        clock.advance(LEASE);
        sent(claimOne());
        Delivery before = delivery(id);

        assertThat(rejected(slow)).isEqualTo(CompletionResult.LATE);

        assertThat(delivery(id)).isEqualTo(before);
        assertThat(store().queries().attempts(TENANT, id))
                .extracting(Attempt::result, Attempt::late)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(AttemptResult.REJECTED, true),
                        org.assertj.core.groups.Tuple.tuple(AttemptResult.SENT, false));
    }

    @Test
    void a_second_completion_is_late_and_changes_nothing() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        sent(leased);
        Delivery before = delivery(id);

        assertThat(retry(leased, Duration.ZERO)).isEqualTo(CompletionResult.LATE);

        assertThat(delivery(id)).isEqualTo(before);
        assertThat(store().queries().attempts(TENANT, id))
                .containsExactly(Objects.requireNonNull(before.lastAttempt()));
    }

    @Test
    void a_second_completion_does_not_change_an_attempt_with_a_result() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();
        retry(leased, Duration.ZERO);
        LeasedDelivery second = claimOne();

        assertThat(sent(leased)).isEqualTo(CompletionResult.LATE);

        assertThat(store().queries().attempts(TENANT, id))
                .extracting(Attempt::number, Attempt::result, Attempt::late)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, AttemptResult.RETRY, false),
                        org.assertj.core.groups.Tuple.tuple(2, null, false));
        assertThat(sent(second)).isEqualTo(CompletionResult.APPLIED);
    }

    @Test
    void a_delivery_given_back_before_its_first_attempt_is_pending_again() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery leased = claimOne();

        assertThat(complete(Completion.givenBack(leased, Duration.ofSeconds(5))))
                .isEqualTo(CompletionResult.APPLIED);

        Delivery delivery = delivery(id);
        assertThat(delivery.status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery.nextAttemptAt()).isEqualTo(now().plusSeconds(5));
        assertThat(delivery.attemptNumber()).isZero();
        assertThat(delivery.lastAttempt()).isNull();
        assertThat(store().queries().attempts(TENANT, id)).isEmpty();
        clock.advance(Duration.ofSeconds(5));
        assertThat(claimOne().attemptNumber()).isOne();
    }

    @Test
    void a_delivery_given_back_later_reuses_the_attempt_number_and_keeps_its_last_attempt() {
        DeliveryId id = acceptOne("user:1");
        retry(claimOne(), Duration.ZERO);
        Delivery failed = delivery(id);
        complete(Completion.givenBack(claimOne(), Duration.ZERO));

        assertThat(delivery(id)).isEqualTo(failed);
        assertThat(store().queries().attempts(TENANT, id))
                .containsExactly(Objects.requireNonNull(failed.lastAttempt()));
        LeasedDelivery again = claimOne();
        assertThat(again.attemptNumber()).isEqualTo(2);
        sent(again);
        assertThat(store().queries().attempts(TENANT, id))
                .extracting(Attempt::number, Attempt::result)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(1, AttemptResult.RETRY),
                        org.assertj.core.groups.Tuple.tuple(2, AttemptResult.SENT));
    }

    @Test
    void giving_back_after_a_takeover_keeps_the_unknown_attempt_which_may_complete_late() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery crashed = claimOne();
        clock.advance(LEASE);
        complete(Completion.givenBack(claimOne(), Duration.ZERO));
        assertThat(delivery(id).lastAttempt()).extracting(Attempt::result).isEqualTo(AttemptResult.UNKNOWN);
        assertThat(delivery(id).reclaimCount()).isOne();

        assertThat(sent(crashed)).isEqualTo(CompletionResult.LATE);

        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(delivery(id).lastAttempt()).satisfies(attempt -> {
            assertThat(attempt).isNotNull();
            assertThat(Objects.requireNonNull(attempt).late()).isTrue();
            assertThat(attempt.result()).isEqualTo(AttemptResult.SENT);
        });
    }

    @Test
    void a_delivery_may_finish_without_an_attempt() {
        DeliveryId expired = acceptOne("user:1");
        complete(Completion.dead(claimOne(), "expired"));
        DeliveryId skipped = acceptOne("user:2");
        complete(Completion.skippedUntried(claimOne(), "endpoint_disabled"));

        assertThat(delivery(expired)).satisfies(dead -> {
            assertThat(dead.status()).isEqualTo(DeliveryStatus.DEAD);
            assertThat(dead.reason()).isEqualTo("expired");
            assertThat(dead.attemptsUsed()).isZero();
            assertThat(dead.attemptNumber()).isZero();
        });
        assertThat(delivery(skipped).status()).isEqualTo(DeliveryStatus.SKIPPED);
        assertThat(store().queries().attempts(TENANT, expired)).isEmpty();
    }

    @Test
    void a_late_completion_without_an_attempt_changes_nothing() {
        DeliveryId id = acceptOne("user:1");
        LeasedDelivery slow = claimOne();
        clock.advance(LEASE);
        claimOne();
        Delivery before = delivery(id);
        List<Attempt> attempts = store().queries().attempts(TENANT, id);

        assertThat(complete(Completion.givenBack(slow, Duration.ZERO))).isEqualTo(CompletionResult.LATE);

        assertThat(delivery(id)).isEqualTo(before);
        assertThat(store().queries().attempts(TENANT, id)).isEqualTo(attempts);
    }

    @Test
    void results_of_a_batch_are_in_order() {
        acceptOne("user:1");
        acceptOne("user:2");
        List<LeasedDelivery> leased = claim(2);
        sent(leased.getFirst());

        assertThat(store().completions()
                        .complete(leased.stream()
                                .map(one -> Completion.sent(one, new Outcome.Sent(Evidence.NONE), now()))
                                .toList()))
                .containsExactly(CompletionResult.LATE, CompletionResult.APPLIED);
        assertThat(store().completions().complete(List.of())).isEmpty();
    }
}
