package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.ErasureStore.ErasureStep;
import dev.tidings.core.store.NewDelivery;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Erasures while deliveries are claimed, sent and completed, and at the same time as others. */
public abstract class ErasureRaceContract extends ErasedRecipientContract {
    private static final int ROUNDS = 15;

    protected ErasureRaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void of_two_erasures_at_once_the_last_one_erases_the_content() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            NewDelivery toAnn = pending(CHANNEL, ANN);
            NewDelivery toBob = pending(CHANNEL, BOB);
            accept(intent("both-" + round, toAnn, toBob));
            claim(2).forEach(this::sent);

            List<ErasureStep> steps = Race.of(List.of(() -> erase(ANN), () -> erase(BOB)));

            assertThat(steps).allMatch(step -> step.unfinished() == null);
            assertThat(notification(toAnn.id()).payload()).as("round %d", round).isNull();
        }
    }

    @Test
    void a_delivery_that_is_being_sent_is_erased_after_its_end() {
        DeliveryId before = acceptOne(ANN);
        sent(claimOne());
        DeliveryId sending = acceptOne(ANN);
        LeasedDelivery leased = claimOne();
        DeliveryId after = acceptOne(ANN);

        ErasureStep first = erase(ANN);

        assertThat(first.erased()).isEqualTo(2);
        assertThat(first.unfinished()).isNotNull();
        assertThat(delivery(sending).status()).isEqualTo(DeliveryStatus.SENDING);
        assertThat(notification(sending).payload())
                .as("the payload that is being sent")
                .isNotNull();
        sentTo(leased, SECRET_WORD);

        ErasureStep second = erase(ANN, first.unfinished(), ALL);

        assertThat(second).isEqualTo(new ErasureStep(1, null, null));
        for (DeliveryId id : List.of(before, sending, after)) {
            assertThat(delivery(id).erasedAt()).isNotNull();
            assertThat(notification(id).payload()).isNull();
            assertThat(store().queries().attempts(TENANT, id)).allSatisfy(ErasedRecipientContract::assertErased);
        }
    }

    @Test
    void a_retry_of_a_delivery_that_was_being_sent_is_canceled() {
        DeliveryId id = acceptOne(ANN);
        LeasedDelivery leased = claimOne();
        ErasureStep first = erase(ANN);
        retry(leased, Duration.ZERO, SECRET_WORD);

        assertThat(erase(ANN, first.unfinished(), ALL).erased()).isEqualTo(1);
        assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.CANCELED);
        assertThat(store().queries().attempts(TENANT, id)).allSatisfy(ErasedRecipientContract::assertErased);
    }

    @Test
    void a_late_completion_writes_no_evidence_back() {
        DeliveryId id = acceptOne(ANN);
        LeasedDelivery slow = claimOne();
        clock.advance(LEASE.plusSeconds(1));
        sent(claimOne());
        erase(ANN);

        assertThat(sentTo(slow, SECRET_WORD)).isEqualTo(CompletionResult.LATE);

        assertThat(store().queries().attempts(TENANT, id)).hasSize(2).allSatisfy(ErasedRecipientContract::assertErased);
        assertThat(store().queries().attempts(TENANT, id).getFirst().result()).isEqualTo(AttemptResult.UNKNOWN);
    }

    @Test
    void completions_and_late_ones_that_race_with_an_erasure_leave_no_evidence() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            DeliveryId id = acceptOne(ANN);
            LeasedDelivery slow = claimOne();
            clock.advance(LEASE.plusSeconds(1));
            LeasedDelivery taken = claimOne();

            List<Object> _ = Race.of(
                    List.of(() -> sentTo(slow, SECRET_WORD), () -> sentTo(taken, SECRET_WORD), () -> erase(ANN)));
            erase(ANN);

            assertThat(delivery(id).erasedAt()).as("round %d", round).isNotNull();
            assertThat(store().queries().attempts(TENANT, id))
                    .hasSize(2)
                    .allSatisfy(ErasedRecipientContract::assertErased);
        }
    }

    @Test
    void a_claim_that_races_with_an_erasure_sends_or_is_canceled() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            DeliveryId id = acceptOne(ANN);

            List<Object> results = Race.of(List.of(() -> claim(1), () -> erase(ANN)));

            boolean claimed = !((List<?>) results.getFirst()).isEmpty();
            ErasureStep step = (ErasureStep) results.get(1);
            assertThat(step.unfinished() != null)
                    .as("round %d: %s", round, step)
                    .isEqualTo(claimed);
            assertThat(delivery(id).status()).isEqualTo(claimed ? DeliveryStatus.SENDING : DeliveryStatus.CANCELED);
            if (claimed) {
                sentTo((LeasedDelivery) ((List<?>) results.getFirst()).getFirst(), SECRET_WORD);
                erase(ANN);
            }
        }
    }
}
