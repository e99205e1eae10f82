package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.Lease;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.DeliveryFilter;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.ReceiptDelivery;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Accepting: once per key, atomically, without changing the content. */
public abstract class AcceptContract extends StoreContract {
    private static final int MANY = 1_000;

    protected AcceptContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void accepted_intents_are_read_back_unchanged() {
        Acceptance full = intent("k", pending(CHANNEL, "user:1"));
        Acceptance bare = with(
                intent("k2"),
                new Notification(
                        ids.notification(now()), TENANT, "p", "k2", "t", null, null, null, null, null, null, now()));

        store().accepts().accept(List.of(full, bare), GRANT);

        assertThat(store().queries().notification(TENANT, full.notification().id()))
                .contains(full.notification());
        assertThat(store().queries().notification(TENANT, bare.notification().id()))
                .contains(bare.notification());
    }

    @Test
    void payloads_are_kept_byte_for_byte() {
        String odd =
                "{\"a\\u0000b\" : [\"\\u0000\", \"\u0001\u007f\", \"\\ud83d\\udd34\", \"\ud83d\udd34\", 1.00, -0]}\n";
        Notification said = notification(TENANT, "k");
        Acceptance acceptance = with(
                intent("k"),
                new Notification(
                        said.id(), TENANT, "p", "k", "t", null, Payload.of(odd), null, null, null, null, now()));

        accept(acceptance);

        assertThat(store().queries().notification(TENANT, said.id())).contains(acceptance.notification());
    }

    @Test
    void the_receipt_names_each_delivery() {
        NewDelivery webhook = pending("webhook", "user:1");
        NewDelivery email = sending("user:2");
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), "email", "user:3", "recipient_missing");
        Acceptance acceptance = intent("k", webhook, email, skipped);

        assertThat(accept(acceptance))
                .isEqualTo(new AcceptResult.Accepted(
                        acceptance.notification().id(),
                        now(),
                        List.of(
                                new ReceiptDelivery(
                                        webhook.id(), "webhook", "user:1", false, DeliveryStatus.PENDING, false),
                                new ReceiptDelivery(
                                        email.id(), CHANNEL, "user:2", false, DeliveryStatus.SENDING, false),
                                new ReceiptDelivery(
                                        skipped.id(), "email", "user:3", false, DeliveryStatus.SKIPPED, false)),
                        Map.of()));
    }

    @Test
    void a_delayed_delivery_is_due_after_its_delay_and_not_before_the_intent_allows() {
        Duration delay = Duration.ofSeconds(5);
        NewDelivery delayed = pending(CHANNEL, "user:1").delayed(delay);
        NewDelivery kept = pending(CHANNEL, "user:2").delayed(delay);
        Instant notBefore = now().plus(Duration.ofSeconds(8));
        accept(intent("k1", delayed));
        accept(with(
                intent("k2", kept),
                new Notification(
                        ids.notification(now()),
                        TENANT,
                        "p",
                        "k2",
                        "t",
                        null,
                        null,
                        notBefore,
                        null,
                        null,
                        null,
                        now())));

        assertThat(store().claims().claim(CHANNEL, 10, TenantWeights.EQUAL, GRANT, tokens))
                .isEmpty();
        assertThat(store().claims().nextDue(CHANNEL)).isEqualTo(now().plus(delay));
        assertThat(store().queries().delivery(TENANT, kept.id()).orElseThrow().nextAttemptAt())
                .isEqualTo(notBefore);
        clock.advance(delay);
        assertThat(store().claims().claim(CHANNEL, 10, TenantWeights.EQUAL, GRANT, tokens))
                .extracting(LeasedDelivery::id)
                .containsExactly(delayed.id());
    }

    @Test
    void a_repeated_intent_returns_the_first_receipt_and_writes_nothing() {
        NewDelivery first = pending(CHANNEL, "user:1");
        Acceptance original = intent("k", first);
        accept(original);

        AcceptResult again = accept(intent("k", pending(CHANNEL, "user:1")));

        assertThat(again)
                .isEqualTo(new AcceptResult.Replayed(
                        original.notification().id(),
                        List.of(new ReceiptDelivery(
                                first.id(), CHANNEL, "user:1", false, DeliveryStatus.PENDING, false))));
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isOne();
    }

    @Test
    void a_replayed_receipt_shows_the_current_status_of_the_deliveries() {
        acceptOne("user:1");
        Acceptance original = intent("k", sending("user:2"));
        accept(original);
        clock.advance(Duration.ofHours(1));
        claim(10).forEach(this::sent);

        assertThat(deliveriesOf(accept(original)))
                .extracting(ReceiptDelivery::status)
                .containsExactly(DeliveryStatus.SENT);
    }

    @Test
    void a_different_intent_with_the_same_key_conflicts_and_writes_nothing() {
        Acceptance original = intent("k", pending(CHANNEL, "user:1"));
        accept(original);

        AcceptResult other = accept(changed(intent("k", pending(CHANNEL, "user:2"))));

        assertThat(other)
                .isEqualTo(new AcceptResult.Conflict(original.notification().id()));
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isOne();
    }

    @Test
    void intents_are_recalled_by_their_keys_without_a_write() {
        NewDelivery first = pending(CHANNEL, "user:1");
        Acceptance original = intent("k", first);
        accept(original);

        List<Optional<AcceptResult>> recalled =
                store().accepts().recall(List.of(intent("free"), intent("k"), changed(intent("k"))));

        assertThat(recalled)
                .containsExactly(
                        Optional.empty(),
                        Optional.of(new AcceptResult.Replayed(
                                original.notification().id(),
                                List.of(new ReceiptDelivery(
                                        first.id(), CHANNEL, "user:1", false, DeliveryStatus.PENDING, false)))),
                        Optional.of(new AcceptResult.Conflict(
                                original.notification().id())));
        assertThat(accept(intent("free"))).isInstanceOf(AcceptResult.Accepted.class);
    }

    @Test
    void a_key_belongs_to_its_tenant_and_its_producer() {
        Acceptance first = intent("k", pending(CHANNEL, "user:1"));
        Notification said = first.notification();
        Acceptance otherProducer = with(
                changed(intent("k", pending(CHANNEL, "user:1"))),
                new Notification(
                        ids.notification(now()),
                        TENANT,
                        "another",
                        "k",
                        said.type(),
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        now()));
        Acceptance otherTenant = changed(intent("other", "k", null, pending(CHANNEL, "user:1")));

        assertThat(store().accepts().accept(List.of(first, otherProducer, otherTenant), GRANT))
                .hasOnlyElementsOfType(AcceptResult.Accepted.class);
    }

    @Test
    void items_of_one_batch_see_each_other() {
        Acceptance first = intent("k", pending(CHANNEL, "user:1"));
        Acceptance same = intent("k", pending(CHANNEL, "user:1"));
        Acceptance other = changed(intent("k", pending(CHANNEL, "user:1")));

        List<AcceptResult> results = store().accepts().accept(List.of(first, same, other), GRANT);

        assertThat(results.get(0)).isInstanceOf(AcceptResult.Accepted.class);
        assertThat(results.get(1))
                .isEqualTo(new AcceptResult.Replayed(first.notification().id(), deliveriesOf(results.getFirst())));
        assertThat(results.get(2))
                .isEqualTo(new AcceptResult.Conflict(first.notification().id()));
    }

    /** Stores may write many rows differently from few. */
    @Test
    void a_batch_of_hundreds_is_stored_like_single_intents() {
        List<Acceptance> alone = List.of(ofEachKind("alone"));
        List<Acceptance> many =
                IntStream.range(0, 300).mapToObj(i -> ofEachKind("many-" + i)).toList();

        assertThat(store().accepts().accept(alone, GRANT)).hasOnlyElementsOfType(AcceptResult.Accepted.class);
        assertThat(store().accepts().accept(many, GRANT)).hasOnlyElementsOfType(AcceptResult.Accepted.class);

        List<Delivery> expected = stored(alone.getFirst());
        for (Acceptance one : many) {
            assertThat(store().queries().notification(TENANT, one.notification().id()))
                    .contains(one.notification());
            assertThat(stored(one))
                    .usingRecursiveComparison()
                    .ignoringFields("id", "notificationId", "lease.token")
                    .isEqualTo(expected);
        }
        assertThat(store().accepts().accept(many, GRANT)).hasOnlyElementsOfType(AcceptResult.Replayed.class);
    }

    private Acceptance ofEachKind(String key) {
        return intent(
                key,
                pending("webhook", "user:1"),
                sending("user:é2"),
                NewDelivery.skipped(ids.delivery(now()), "email", "user:3", "recipient_missing"));
    }

    private List<Delivery> stored(Acceptance acceptance) {
        return acceptance.deliveries().stream().map(one -> delivery(one.id())).toList();
    }

    @Test
    void a_batch_is_stored_completely_or_not_at_all() {
        NewDelivery delivery = pending(CHANNEL, "user:1");
        NewDelivery sameId = NewDelivery.pending(delivery.id(), CHANNEL, "user:2", null);
        Acceptance good = intent("good", pending(CHANNEL, "user:3"));
        accept(intent("k", delivery));

        assertThatThrownBy(() -> store().accepts().accept(List.of(good, intent("poison", sameId)), GRANT))
                .isInstanceOf(RuntimeException.class);

        assertThat(store().queries().notification(TENANT, good.notification().id()))
                .isEmpty();
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 10)).isOne();
        assertThat(accept(good)).isInstanceOf(AcceptResult.Accepted.class);
    }

    @Test
    void a_delivery_inserted_as_sending_has_a_lease_and_a_started_attempt() {
        NewDelivery begun = sending("user:1");
        accept(intent("k", begun));

        Delivery delivery = delivery(begun.id());

        assertThat(delivery.lease())
                .isEqualTo(new Lease(java.util.Objects.requireNonNull(begun.token()), GRANT.node(), now().plus(LEASE)));
        assertThat(delivery.attemptNumber()).isOne();
        assertThat(delivery.attemptsUsed()).isZero();
        assertThat(delivery.lastAttempt()).isNotNull().satisfies(attempt -> {
            assertThat(attempt.startedAt()).isEqualTo(now());
            assertThat(attempt.result()).isNull();
        });
        assertThat(claim(10)).isEmpty();
    }

    @Test
    void a_delivery_skipped_at_insert_is_finished_without_an_attempt() {
        NewDelivery skipped = NewDelivery.skipped(ids.delivery(now()), CHANNEL, "user:1", "recipient_missing");
        accept(intent("k", skipped));

        Delivery delivery = delivery(skipped.id());

        assertThat(delivery.reason()).isEqualTo("recipient_missing");
        assertThat(delivery.finishedAt()).isEqualTo(now());
        assertThat(delivery.nextAttemptAt()).isNull();
        assertThat(delivery.lastAttempt()).isNull();
        assertThat(store().queries().attempts(TENANT, skipped.id())).isEmpty();
    }

    @Test
    void not_before_is_the_first_due_time() {
        Acceptance later = intent("k", pending(CHANNEL, "user:1"));
        Notification said = later.notification();
        Acceptance waiting = with(
                later,
                new Notification(
                        said.id(), TENANT, "p", "k", "t", null, null, now().plusSeconds(60), null, null, null, now()));
        DeliveryId id = later.deliveries().getFirst().id();

        accept(waiting);

        assertThat(delivery(id).nextAttemptAt()).isEqualTo(now().plusSeconds(60));
        assertThat(claim(1)).isEmpty();
        clock.advance(Duration.ofSeconds(60));
        assertThat(claimOne().id()).isEqualTo(id);
    }

    @Test
    void one_intent_may_have_very_many_deliveries() {
        NewDelivery[] deliveries = IntStream.range(0, MANY)
                .mapToObj(i -> pending(CHANNEL, "user:" + i))
                .toArray(NewDelivery[]::new);

        assertThat(deliveriesOf(accept(intent("k", deliveries)))).hasSize(MANY);
        assertThat(store().queries().count(DeliveryFilter.of(TENANT), 2 * MANY)).isEqualTo(MANY);
    }

    @Test
    void an_empty_batch_does_nothing() {
        assertThat(store().accepts().accept(List.of(), GRANT)).isEmpty();
    }
}
