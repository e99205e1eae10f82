package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.event.Ack;
import dev.tidings.core.event.AckTimes;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.ErasureStore.ErasureStep;
import dev.tidings.core.store.MissedDelivery;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.OperationalEvent;
import dev.tidings.core.tenant.TenantWeights;
import dev.tidings.testkit.id.EndpointIds;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is known about a recipient goes; ids and states stay. */
public abstract class ErasureContract extends ErasedRecipientContract {
    protected ErasureContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_finished_delivery_keeps_its_state_and_loses_address_evidence_and_content() {
        DeliveryId id = acceptOne(ANN);
        retry(claimOne(), Duration.ofMinutes(1), SECRET_WORD);
        clock.advance(Duration.ofMinutes(1));
        Instant ended = now();
        assertThat(sentTo(claimOne(), SECRET_WORD)).isEqualTo(CompletionResult.APPLIED);
        Delivery before = delivery(id);
        clock.advance(Duration.ofMinutes(1));

        assertThat(erase(ANN)).isEqualTo(new ErasureStep(1, null, null));

        Delivery after = delivery(id);
        assertThat(after.status()).isEqualTo(DeliveryStatus.SENT);
        assertThat(after.recipient()).isEqualTo(ANN);
        assertThat(after.finishedAt()).isEqualTo(ended);
        assertThat(after.erasedAt()).isEqualTo(now());
        assertThat(before.erasedAt()).isNull();
        assertThat(after.attemptsUsed()).isEqualTo(before.attemptsUsed());
        assertThat(store().queries().attempts(TENANT, id)).hasSize(2).allSatisfy(ErasedRecipientContract::assertErased);
        assertThat(store().queries().attempts(TENANT, id))
                .extracting(Attempt::result)
                .containsExactly(AttemptResult.RETRY, AttemptResult.SENT);
        Notification content = notification(id);
        assertThat(content.content()).isNull();
        assertThat(content.payload()).isNull();
        assertThat(content.type()).isEqualTo("build.failed");
    }

    @Test
    void erasing_again_changes_nothing() {
        DeliveryId id = acceptOne(ANN);
        sent(claimOne());
        erase(ANN);
        Delivery erased = delivery(id);
        clock.advance(Duration.ofMinutes(1));

        assertThat(erase(ANN)).isEqualTo(new ErasureStep(0, null, null));
        assertThat(store().erasures().forget(TENANT, ANN)).isZero();
        assertThat(delivery(id)).isEqualTo(erased);
    }

    @Test
    void waiting_deliveries_are_canceled_first() {
        DeliveryId waiting = acceptOne(ANN);
        DeliveryId failed = acceptOne(ANN);
        for (LeasedDelivery leased : claim(2)) {
            if (leased.id().equals(failed)) {
                retry(leased, Duration.ofDays(1), SECRET_WORD);
            } else {
                complete(Completion.givenBack(leased, Duration.ZERO));
            }
        }

        assertThat(erase(ANN).erased()).isEqualTo(2);

        for (DeliveryId id : List.of(waiting, failed)) {
            assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.CANCELED);
            assertThat(delivery(id).erasedAt()).isNotNull();
        }
        clock.advance(Duration.ofDays(2));
        assertThat(claim(ALL)).isEmpty();
    }

    @Test
    void the_content_stays_until_the_last_recipient_is_erased() {
        NewDelivery toAnn = pending(CHANNEL, ANN);
        NewDelivery toBob = pending(CHANNEL, BOB);
        accept(intent("both", toAnn, toBob));
        claim(2).forEach(one -> sentTo(one, one.recipient()));

        erase(ANN);
        assertThat(notification(toBob.id()).payload()).isNotNull();
        assertThat(delivery(toBob.id()).erasedAt()).isNull();
        assertThat(store().queries()
                        .attempts(TENANT, toBob.id())
                        .getFirst()
                        .evidence()
                        .request())
                .isEqualTo(BOB);

        erase(BOB);
        assertThat(notification(toBob.id()).payload()).isNull();
    }

    @Test
    void a_notification_that_reused_the_delivery_loses_its_content_too() {
        NewDelivery first = pending(CHANNEL, ANN);
        accept(intent(TENANT, "first", "alarm", first));
        Acceptance second = intent(TENANT, "second", "alarm", pending(CHANNEL, ANN));
        assertThat(deliveriesOf(accept(second))).allMatch(reused -> reused.id().equals(first.id()));
        sent(claimOne());

        erase(ANN);

        assertThat(store().queries()
                        .notification(TENANT, second.notification().id())
                        .orElseThrow()
                        .payload())
                .isNull();
    }

    @Test
    void a_step_looks_at_a_limited_number_of_deliveries() {
        List<DeliveryId> accepted = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            accepted.add(acceptOne(ANN));
        }
        acceptOne(BOB);
        List<Integer> erased = new ArrayList<>();
        @Nullable String after = "";
        do {
            ErasureStep step = erase(ANN, after, 2);
            erased.add(step.erased());
            after = step.next();
        } while (after != null);

        assertThat(erased).containsExactly(2, 2, 1);
        assertThat(accepted).allMatch(id -> delivery(id).erasedAt() != null);
        assertThat(claimOne().recipient()).isEqualTo(BOB);
    }

    @Test
    void what_was_accepted_later_and_others_are_not_changed() {
        DeliveryId bobs = acceptOne(BOB);
        DeliveryId others = acceptOne("other", ANN);
        DeliveryId before = acceptOne(ANN);
        String last = Objects.requireNonNull(store().erasures().last(TENANT, ANN));
        clock.advance(Duration.ofSeconds(1));
        DeliveryId later = acceptOne(ANN);

        assertThat(store().erasures().erase(TENANT, ANN, last, "", ALL)).isEqualTo(new ErasureStep(1, null, null));

        assertThat(delivery(before).erasedAt()).isNotNull();

        assertThat(delivery(bobs).erasedAt()).isNull();
        assertThat(delivery(later).status()).isEqualTo(DeliveryStatus.PENDING);
        assertThat(store().queries().delivery("other", others).orElseThrow().status())
                .isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void an_erased_delivery_is_not_replayed_and_not_sent_to_a_new_endpoint() {
        DeliveryId id = acceptOne(ANN);
        sent(claimOne());
        erase(ANN);

        assertThat(store().changes().replay(TENANT, List.of(id), Duration.ZERO)).isEmpty();
        MissedDelivery missed = MissedDelivery.beside(delivery(id), endpoint(ANN, CHANNEL));
        assertThat(store().missedDeliveries().send(TENANT, List.of(missed), Set.of()))
                .isEmpty();
        assertThat(claim(ALL)).isEmpty();
    }

    @Test
    void acks_go() {
        DeliveryId id = acceptOne(ANN);
        sent(claimOne());
        store().pushes().acknowledge(List.of(new Ack(TENANT, ANN, id, true)));
        assertThat(store().pushes().acks(TENANT, id)).isNotEqualTo(AckTimes.NONE);

        erase(ANN);

        assertThat(store().pushes().acks(TENANT, id)).isEqualTo(AckTimes.NONE);
    }

    @Test
    void an_erased_event_is_not_made_again() {
        NewDelivery push = pending("push", ANN);
        accept(intent("push", push));
        LeasedDelivery leased = store().claims()
                .claim("push", 1, TenantWeights.EQUAL, GRANT, tokens)
                .getFirst();
        complete(Completion.sent(leased, new Outcome.Sent(new Evidence(null, "e.1-0", null, null)), now()));
        Instant since = now();
        assertThat(store().pushes().pushes(TENANT, "push", ANN, since, 10)).hasSize(1);

        erase(ANN);

        assertThat(store().pushes().pushes(TENANT, "push", ANN, since, 10)).isEmpty();
        assertThat(store().pushes().pushesToAll(TENANT, "push", since, null, 10))
                .isEmpty();
    }

    @Test
    void endpoints_go_and_those_of_others_stay() {
        for (String recipient : List.of(ANN, BOB)) {
            store().endpoints().put(endpoint(recipient, CHANNEL));
            store().endpoints().put(endpoint(recipient, "email"));
        }

        assertThat(store().erasures().forget(TENANT, ANN)).isEqualTo(2);

        assertThat(store().endpoints().ofRecipients(TENANT, List.of(ANN)).get(ANN))
                .isEmpty();
        assertThat(store().endpoints().ofRecipients(TENANT, List.of(BOB)).get(BOB))
                .hasSize(2);
    }

    @Test
    void of_many_deliveries_those_that_are_not_erased_are_found() {
        DeliveryId erased = acceptOne(ANN);
        sent(claimOne());
        erase(ANN);
        DeliveryId others = acceptOne("other", BOB);
        List<DeliveryId> asked = new ArrayList<>(List.of(erased, others, ids.delivery(now())));
        List<DeliveryId> unerased = new ArrayList<>();
        for (int i = 0; i < ALL; i++) {
            unerased.add(acceptOne(BOB));
        }
        asked.addAll(unerased);
        asked.add(unerased.getFirst());

        assertThat(store().erasures().unerased(TENANT, asked)).containsExactlyInAnyOrderElementsOf(unerased);
        assertThat(store().erasures().unerased(TENANT, List.of())).isEmpty();
    }

    @Test
    void a_recipient_without_deliveries_has_no_last_one() {
        acceptOne(BOB);

        assertThat(store().erasures().last(TENANT, ANN)).isNull();
        assertThat(store().erasures().last("other", BOB)).isNull();
    }

    @Test
    void an_erasure_is_recorded_once() {
        store().erasures().recordErased(TENANT, ANN, "run_1");
        store().erasures().recordErased(TENANT, ANN, "run_1");

        assertThat(store().events().events(TENANT, null, ALL).items())
                .extracting(OperationalEvent::kind, OperationalEvent::subject, OperationalEvent::message)
                .containsExactly(tuple("recipient.erased", ANN, "erased by run_1"));
    }

    private Endpoint endpoint(String recipient, String channel) {
        EndpointKey key = new EndpointKey(TENANT, recipient, channel);
        return plainEndpoint(EndpointIds.of(key), key, "https://example.com/" + recipient);
    }
}
