package dev.tidings.testkit.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryOrder;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.IntentLabels;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.CompleteStore.CompletionResult;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewDelivery;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.core.store.NotificationLabels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Tags, cancel keys, and intents that replace earlier ones with their cancel key. */
public abstract class ReplacementContract extends StoreContract {
    private static final String USER = "user:1";
    private static final String KEY = "reminder:42";
    private static final IntentLabels KEYED = new IntentLabels(List.of(), KEY, false);
    private static final IntentLabels REPLACING = new IntentLabels(List.of(), KEY, true);
    private static final int WORKERS = 4;

    protected ReplacementContract(StoreFactory factory) {
        super(factory);
    }

    private Acceptance labeled(IntentLabels labels, NewDelivery... deliveries) {
        return labeled(TENANT, labels, deliveries);
    }

    private Acceptance labeled(String tenant, IntentLabels labels, NewDelivery... deliveries) {
        Acceptance one = intent(tenant, "key-" + ids.delivery(now()), null, deliveries);
        return with(one, keyed(one.notification(), one.notification().keys().labeled(labels)));
    }

    private DeliveryId acceptLabeled(IntentLabels labels) {
        NewDelivery delivery = pending(CHANNEL, USER);
        accept(labeled(labels, delivery));
        return delivery.id();
    }

    private NotificationLabels labels(NotificationId id) {
        return store().queries().labels(TENANT, id);
    }

    private @Nullable NotificationId supersededBy(DeliveryId id) {
        return labels(delivery(id).notificationId()).supersededBy();
    }

    @Test
    void the_labels_of_a_notification_are_kept_until_it_is_removed() {
        Acceptance plain = intent("plain", sending(USER));
        Acceptance labeled =
                labeled(new IntentLabels(List.of("urgent", "billing"), KEY + " \u5efa", false), sending(USER));
        AcceptResult accepted = accept(labeled);
        accept(plain);

        NotificationId id = labeled.notification().id();
        assertThat(labels(id)).isEqualTo(new NotificationLabels(List.of("billing", "urgent"), KEY + " \u5efa", null));
        assertThat(labels(plain.notification().id())).isEqualTo(NotificationLabels.NONE);
        assertThat(store().queries().labels("other", id)).isEqualTo(NotificationLabels.NONE);

        clock.advance(LEASE);
        claim(10).forEach(this::sent);
        Duration kept = Duration.ofDays(3);
        clock.advance(kept.multipliedBy(2));
        assertThat(store().retention().removeFinished(now().minus(kept), 10)).isEqualTo(2);
        assertThat(labels(id)).isEqualTo(NotificationLabels.NONE);
        assertThat(accepted).isInstanceOf(AcceptResult.Accepted.class);
    }

    @Test
    void a_replacement_cancels_what_earlier_notifications_of_its_key_have_not_sent() {
        DeliveryId done = acceptLabeled(KEYED);
        sent(claimOne());
        DeliveryId failed = acceptLabeled(KEYED);
        retry(claimOne(), Duration.ofMinutes(1));
        DeliveryId waiting = acceptLabeled(KEYED);
        NewDelivery fresh = pending(CHANNEL, USER);

        accept(labeled(REPLACING, fresh));

        assertThat(delivery(done).status()).isEqualTo(DeliveryStatus.SENT);
        for (DeliveryId id : List.of(failed, waiting)) {
            Delivery canceled = delivery(id);
            assertThat(canceled.status()).isEqualTo(DeliveryStatus.CANCELED);
            assertThat(canceled.reason()).isEqualTo("superseded");
            assertThat(canceled.finishedAt()).isEqualTo(now());
            assertThat(supersededBy(id)).isEqualTo(delivery(fresh.id()).notificationId());
        }
        clock.advance(Duration.ofHours(1));
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(fresh.id());
    }

    @Test
    void other_keys_and_tenants_and_intents_that_do_not_replace_cancel_nothing() {
        List<DeliveryId> kept = new ArrayList<>();
        kept.add(acceptLabeled(KEYED));
        kept.add(acceptLabeled(new IntentLabels(List.of(KEY), null, false)));
        NewDelivery foreign = pending(CHANNEL, USER);
        accept(labeled("other", KEYED, foreign));
        kept.add(foreign.id());
        kept.add(acceptLabeled(new IntentLabels(List.of(), "reminder:4", true)));
        kept.add(acceptLabeled(KEYED));

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrderElementsOf(kept);
    }

    @Test
    void each_replacement_supersedes_the_one_before() {
        DeliveryId first = acceptLabeled(REPLACING);
        DeliveryId second = acceptLabeled(REPLACING);
        DeliveryId third = acceptLabeled(REPLACING);

        assertThat(supersededBy(first)).isEqualTo(delivery(second).notificationId());
        assertThat(supersededBy(second)).isEqualTo(delivery(third).notificationId());
        assertThat(claimOne().id()).isEqualTo(third);
    }

    @Test
    void the_repetition_of_a_replacement_cancels_nothing() {
        acceptLabeled(KEYED);
        Acceptance replacing = labeled(REPLACING, pending(CHANNEL, USER));
        accept(replacing);
        DeliveryId later = acceptLabeled(KEYED);

        assertThat(accept(replacing)).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(accept(changed(replacing))).isInstanceOf(AcceptResult.Conflict.class);

        assertThat(delivery(later).status()).isEqualTo(DeliveryStatus.PENDING);
    }

    @Test
    void within_a_batch_a_replacement_supersedes_the_earlier_and_not_the_later() {
        NewDelivery before = pending(CHANNEL, USER);
        NewDelivery replacing = pending(CHANNEL, USER);
        NewDelivery after = pending(CHANNEL, USER);
        Acceptance first = labeled(KEYED, before);
        Acceptance second = labeled(REPLACING, replacing);
        Acceptance third = labeled(KEYED, after);

        store().accepts().accept(List.of(first, second, third), GRANT);

        assertThat(delivery(before.id()).status()).isEqualTo(DeliveryStatus.CANCELED);
        assertThat(delivery(before.id()).reason()).isEqualTo("superseded");
        assertThat(supersededBy(before.id())).isEqualTo(second.notification().id());
        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactlyInAnyOrder(replacing.id(), after.id());
    }

    @Test
    void what_is_being_sent_at_the_replacement_may_end_but_is_not_retried() {
        List<DeliveryId> old = List.of(acceptLabeled(KEYED), acceptLabeled(KEYED), acceptLabeled(KEYED));
        List<LeasedDelivery> leased = claim(10);
        DeliveryId fresh = acceptLabeled(REPLACING);

        assertThat(sent(leased(leased, old.get(0)))).isEqualTo(CompletionResult.APPLIED);
        assertThat(retry(leased(leased, old.get(1)), Duration.ofSeconds(1))).isEqualTo(CompletionResult.SUPERSEDED);
        assertThat(complete(Completion.givenBack(leased(leased, old.get(2)), Duration.ZERO)))
                .isEqualTo(CompletionResult.SUPERSEDED);

        assertThat(old.stream().map(this::delivery).map(Delivery::status))
                .containsExactly(DeliveryStatus.SENT, DeliveryStatus.CANCELED, DeliveryStatus.CANCELED);
        assertThat(delivery(old.get(1)).reason()).isEqualTo("superseded");
        assertThat(store().queries().attempts(TENANT, old.get(1)))
                .extracting(attempt -> attempt.result())
                .containsExactly(AttemptResult.RETRY);
        assertThat(store().queries().attempts(TENANT, old.get(2))).isEmpty();
        clock.advance(Duration.ofHours(1));
        assertThat(claimOne().id()).isEqualTo(fresh);
    }

    private static LeasedDelivery leased(List<LeasedDelivery> some, DeliveryId id) {
        return some.stream().filter(one -> one.id().equals(id)).findFirst().orElseThrow();
    }

    @Test
    void a_superseded_delivery_whose_worker_stopped_is_not_claimed_again() {
        NewDelivery inserted = sending(USER);
        accept(labeled(KEYED, inserted));
        DeliveryId claimed = acceptLabeled(KEYED);
        LeasedDelivery late = claimOne();
        DeliveryId fresh = acceptLabeled(REPLACING);
        clock.advance(LEASE);

        assertThat(claim(10)).extracting(LeasedDelivery::id).containsExactly(fresh);

        for (DeliveryId id : List.of(inserted.id(), claimed)) {
            assertThat(delivery(id).status()).isEqualTo(DeliveryStatus.CANCELED);
            assertThat(delivery(id).reason()).isEqualTo("superseded");
            assertThat(store().queries().attempts(TENANT, id))
                    .extracting(attempt -> attempt.result())
                    .containsExactly(AttemptResult.UNKNOWN);
        }
        assertThat(sent(late)).isEqualTo(CompletionResult.LATE);
    }

    @Test
    void the_rest_of_an_expansion_stops_when_it_is_replaced() {
        Acceptance one = labeled(KEYED);
        List<String> recipients =
                Stream.iterate(0, i -> i + 1).limit(250).map(i -> "user:" + i).toList();
        Acceptance expanding = new Acceptance(
                one.notification(),
                one.fingerprint(),
                null,
                List.of(),
                NewExpansion.toRecipients(recipients, List.of()));
        accept(expanding);
        LeasedExpansion leased = store().expansions().claim(tokens.get(), LEASE).orElseThrow();
        ExpansionSlice slice = store().expansions().slice(leased, 100);
        NewDelivery first = pending(CHANNEL, "user:0");
        store().expansions().advance(leased, slice, routed(one, first), LEASE);

        DeliveryId fresh = acceptLabeled(REPLACING);

        LeasedExpansion moved = new LeasedExpansion(
                leased.notification(),
                leased.audience(),
                leased.topicSeq(),
                leased.version(),
                slice.end(),
                leased.token());
        assertThat(store().expansions()
                        .advance(
                                moved,
                                store().expansions().slice(moved, 100),
                                routed(one, pending(CHANNEL, "user:1")),
                                LEASE))
                .isEmpty();
        assertThat(store().expansions().claim(tokens.get(), LEASE)).isEmpty();
        assertThat(store().expansions()
                        .find(TENANT, one.notification().id())
                        .orElseThrow()
                        .state())
                .isEqualTo(Expansion.State.CANCELED);
        assertThat(delivery(first.id()).status()).isEqualTo(DeliveryStatus.CANCELED);
        assertThat(claimOne().id()).isEqualTo(fresh);
    }

    private static Acceptance routed(Acceptance one, NewDelivery delivery) {
        return new Acceptance(one.notification(), one.fingerprint(), null, List.of(delivery));
    }

    @Test
    void a_superseded_notification_is_not_replayed() {
        DeliveryId dead = acceptLabeled(KEYED);
        rejected(claimOne());
        acceptLabeled(REPLACING);

        assertThat(store().changes().replay(TENANT, List.of(dead), Duration.ZERO))
                .isEmpty();

        assertThat(delivery(dead).status()).isEqualTo(DeliveryStatus.DEAD);
    }

    @Test
    void the_replacement_takes_its_place_behind_others_in_an_order() {
        DeliveryOrder order = new DeliveryOrder("order-1", false);
        NewDelivery head = pending(CHANNEL, USER).inOrder(order);
        NewDelivery waiting = pending(CHANNEL, USER).inOrder(order);
        NewDelivery plain = pending(CHANNEL, USER).inOrder(order);
        accept(labeled(KEYED, head));
        accept(labeled(KEYED, waiting));
        accept(labeled(IntentLabels.NONE, plain));
        NewDelivery fresh = pending(CHANNEL, USER).inOrder(order);

        accept(labeled(REPLACING, fresh));

        LeasedDelivery next = claimOne();
        assertThat(next.id()).isEqualTo(plain.id());
        assertThat(sent(next)).isEqualTo(CompletionResult.UNBLOCKED);
        assertThat(claimOne().id()).isEqualTo(fresh.id());
    }

    @Test
    void the_next_of_an_order_is_due_when_a_superseded_delivery_would_wait() {
        DeliveryOrder order = new DeliveryOrder("order-1", false);
        accept(labeled(KEYED, pending(CHANNEL, USER).inOrder(order)));
        LeasedDelivery head = claimOne();
        NewDelivery fresh = pending(CHANNEL, USER).inOrder(order);
        accept(labeled(REPLACING, fresh));
        assertThat(claim(10)).isEmpty();

        assertThat(retry(head, Duration.ofMinutes(1))).isEqualTo(CompletionResult.SUPERSEDED);

        assertThat(claimOne().id()).isEqualTo(fresh.id());
    }

    @Test
    void of_concurrent_replacements_one_remains() throws Exception {
        for (int round = 0; round < 10; round++) {
            IntentLabels replacing = new IntentLabels(List.of(), "round:" + round, true);
            List<DeliveryId> accepted = Race.of(WORKERS, () -> acceptLabeled(replacing));

            assertThat(accepted.stream().map(this::delivery).filter(one -> one.status() == DeliveryStatus.PENDING))
                    .as("deliveries that wait")
                    .hasSize(1);
            assertThat(accepted.stream().filter(id -> supersededBy(id) == null)).hasSize(1);
            store().changes().cancelAll(TENANT, accepted);
        }
    }

    @Test
    void no_delivery_of_an_earlier_notification_is_claimed_after_a_replacement_is_accepted() throws Exception {
        for (int round = 0; round < 10; round++) {
            IntentLabels labels = new IntentLabels(List.of(), "round:" + round, false);
            List<DeliveryId> old = List.of(acceptLabeled(labels), acceptLabeled(labels), acceptLabeled(labels));
            AtomicInteger runners = new AtomicInteger();
            List<List<LeasedDelivery>> claimed = Race.of(2, () -> {
                if (runners.getAndIncrement() == 0) {
                    acceptLabeled(new IntentLabels(List.of(), labels.cancelKey(), true));
                    return List.<LeasedDelivery>of();
                }
                return claim(2);
            });

            for (LeasedDelivery one : claimed.stream().flatMap(List::stream).toList()) {
                CompletionResult result = retry(one, Duration.ZERO);
                assertThat(result)
                        .isEqualTo(old.contains(one.id()) ? CompletionResult.SUPERSEDED : CompletionResult.APPLIED);
            }
            assertThat(claim(10)).extracting(LeasedDelivery::id).doesNotContainAnyElementsOf(old);
            assertThat(old.stream().map(this::delivery).map(Delivery::status)).containsOnly(DeliveryStatus.CANCELED);
            clock.advance(LEASE);
            claim(10).forEach(this::sent);
        }
    }

    @Test
    void a_replay_never_survives_a_concurrent_replacement() throws Exception {
        for (int round = 0; round < 10; round++) {
            String key = "round:" + round;
            DeliveryId dead = acceptLabeled(new IntentLabels(List.of(), key, false));
            rejected(claimOne());
            AtomicInteger runners = new AtomicInteger();
            List<DeliveryId> fresh = new ArrayList<>();
            Race.of(2, () -> {
                if (runners.getAndIncrement() == 0) {
                    fresh.add(acceptLabeled(new IntentLabels(List.of(), key, true)));
                } else {
                    store().changes().replay(TENANT, List.of(dead), Duration.ZERO);
                }
                return true;
            });

            assertThat(delivery(dead).status()).isIn(DeliveryStatus.DEAD, DeliveryStatus.CANCELED);
            LeasedDelivery next = claimOne();
            assertThat(next.id()).isEqualTo(fresh.getFirst());
            sent(next);
        }
    }
}
