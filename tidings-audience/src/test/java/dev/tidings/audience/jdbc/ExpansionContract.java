package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.AcceptResult;
import dev.tidings.core.store.Acceptance;
import dev.tidings.core.store.Expansion;
import dev.tidings.core.store.ExpansionSlice;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.core.store.NewExpansion;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises about expansions. */
abstract class ExpansionContract extends JdbcExpansionsContract {
    ExpansionContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void an_expansion_reaches_each_subscriber_once_in_slices() {
        add(TOPIC, "ann", "bob", "cleo", "dan", "eve");
        NotificationId id = accepted("k");
        assertThat(progress(id)).isEqualTo(new Expansion(TOPIC, Expansion.State.WAITING, 5, 0, 0, null));

        LeasedExpansion first = claimed();
        ExpansionStore.Advance advance = expand(first, 2).orElseThrow();

        assertThat(advance.held()).isTrue();
        assertThat(advance.inserted().deliveries()).hasSize(2);
        assertThat(progress(id)).isEqualTo(new Expansion(TOPIC, Expansion.State.EXPANDING, 5, 2, 2, null));
        assertThat(notified(id)).containsExactly("ann", "bob");

        LeasedExpansion second = first.after(new ExpansionSlice(List.of("ann", "bob"), "bob", false));
        assertThat(expand(second, 10).orElseThrow().held()).isFalse();
        assertThat(notified(id)).containsExactly("ann", "bob", "cleo", "dan", "eve");
        assertThat(progress(id)).isEqualTo(new Expansion(TOPIC, Expansion.State.EXPANDED, 5, 5, 5, now()));
        assertThat(claimedOrNot()).isEmpty();
    }

    @Test
    void a_forgotten_recipient_is_left_out_of_what_is_not_expanded_yet() {
        add(TOPIC, "ann", "bob", "cleo");
        accepted("k");
        LeasedExpansion begun = claimed();
        var _ = expand(begun, 1);

        store().erasures().forget(TENANT, "bob");
        store().erasures().forget(TENANT, "bob");
        store().erasures().forget("other", "cleo");

        assertThat(expand(begun.after(new ExpansionSlice(List.of("ann"), "ann", false)), 10))
                .as("a slice that was read before")
                .isEmpty();
        LeasedExpansion again = claimed();
        assertThat(again.position()).isEqualTo("ann");
        assertThat(again.audience().except()).containsExactly("eve", "bob");
        var _ = expand(again, 10).orElseThrow();
        assertThat(claimedOrNot()).isEmpty();
        store().erasures().forget(TENANT, "ann");
        assertThat(claimedOrNot()).as("what has ended does not begin again").isEmpty();
    }

    @Test
    void the_content_of_a_notification_to_a_topic_is_shared() {
        add(TOPIC, "ann", "bob");
        NotificationId id = accepted("k");
        expandAll(10);

        erase("ann");

        assertThat(store().queries().notification(TENANT, id).orElseThrow().payload())
                .isNotNull();
    }

    @Test
    void a_claim_has_everything_that_routing_needs() {
        add(TOPIC, "ann");
        Acceptance intent = toTopic("k", TOPIC);
        accept(intent);

        LeasedExpansion leased = claimed();

        assertThat(leased.notification()).isEqualTo(intent.notification());
        assertThat(leased.audience()).isEqualTo(intent.expansion());
        assertThat(leased.position()).isEmpty();
    }

    @Test
    void changes_of_the_topic_after_acceptance_have_no_effect() {
        add(TOPIC, "ann", "bob", "cleo");
        remove(TOPIC, "cleo");
        NotificationId id = accepted("k");
        remove(TOPIC, "bob");
        add(TOPIC, "cleo", "dan");
        remove(TOPIC, "ann");
        add(TOPIC, "ann");
        NotificationId later = accepted("later");

        expandAll(2);
        expandAll(2);

        assertThat(notified(id)).containsExactly("ann", "bob");
        assertThat(notified(later)).containsExactly("ann", "cleo", "dan");
        assertThat(subscribers(TOPIC)).containsExactly("ann", "cleo", "dan");
    }

    @Test
    void a_topic_that_is_deleted_after_acceptance_is_expanded_and_then_swept() {
        add(TOPIC, "ann", "bob");
        NotificationId id = accepted("k");
        topics().delete(TENANT, TOPIC);
        assertThat(sweep()).isZero();

        expandAll(1);

        assertThat(notified(id)).containsExactly("ann", "bob");
        assertThat(sweep()).isEqualTo(3);
        assertThat(sweep()).isZero();
    }

    @Test
    void removed_subscribers_are_swept_when_no_expansion_needs_them() {
        add(TOPIC, "ann", "bob");
        accepted("k");
        remove(TOPIC, "ann");
        accepted("later");
        remove(TOPIC, "bob");

        assertThat(sweep()).isZero();
        expandAll(10);
        assertThat(sweep()).as("of ann, whom only the first one needed").isEqualTo(1);
        expandAll(10);
        assertThat(sweep()).as("of bob and the sweep").isEqualTo(2);
        assertThat(sweep()).isZero();
    }

    @Test
    void a_topic_that_does_not_exist_has_no_subscribers() {
        NotificationId id = accepted("k");
        add(TOPIC, "ann");

        expandAll(10);

        assertThat(notified(id)).isEmpty();
        assertThat(progress(id)).isEqualTo(new Expansion(TOPIC, Expansion.State.EXPANDED, 0, 0, 0, now()));
    }

    @Test
    void a_slice_under_a_lapsed_lease_inserts_nothing() {
        add(TOPIC, "ann", "bob");
        NotificationId id = accepted("k");
        LeasedExpansion lapsed = claimed();
        assertThat(claimedOrNot()).isEmpty();
        clock.advance(LEASE);
        LeasedExpansion taken = claimed();

        assertThat(expand(lapsed, 1)).isEmpty();
        assertThat(notified(id)).isEmpty();
        assertThat(expand(taken, 1)).isPresent();
        assertThat(notified(id)).containsExactly("ann");
    }

    @Test
    void a_slice_is_inserted_once() {
        add(TOPIC, "ann", "bob", "cleo");
        NotificationId id = accepted("k");
        LeasedExpansion leased = claimed();

        assertThat(expand(leased, 2)).isPresent();
        assertThat(expand(leased, 2)).isEmpty();
        assertThat(notified(id)).containsExactly("ann", "bob");
    }

    @Test
    void cancel_stops_the_rest() {
        add(TOPIC, "ann", "bob", "cleo");
        NotificationId id = accepted("k");
        LeasedExpansion leased = claimed();
        expand(leased, 1);

        Expansion canceled = expansions().cancel(TENANT, id).orElseThrow();

        assertThat(canceled).isEqualTo(new Expansion(TOPIC, Expansion.State.CANCELED, 3, 1, 1, now()));
        assertThat(expand(leased.after(new ExpansionSlice(List.of("ann"), "ann", false)), 1))
                .isEmpty();
        clock.advance(LEASE);
        assertThat(claimedOrNot()).isEmpty();
        assertThat(expansions().cancel(TENANT, id)).contains(canceled);
        assertThat(notified(id)).containsExactly("ann");
    }

    @Test
    void an_expansion_that_has_ended_cannot_be_canceled() {
        add(TOPIC, "ann");
        NotificationId id = accepted("k");
        expandAll(10);

        assertThat(expansions().cancel(TENANT, id)).contains(progress(id));
        assertThat(progress(id).state()).isEqualTo(Expansion.State.EXPANDED);
    }

    @Test
    void others_neither_see_nor_cancel_it_and_plain_notifications_have_none() {
        add(TOPIC, "ann");
        NotificationId id = accepted("k");
        AcceptResult plain = accept(intent("plain", pending(CHANNEL, "ann")));

        assertThat(expansions().find("other", id)).isEmpty();
        assertThat(expansions().cancel("other", id)).isEmpty();
        assertThat(expansions().find(TENANT, ((AcceptResult.Accepted) plain).id()))
                .isEmpty();
        assertThat(progress(id).state()).isEqualTo(Expansion.State.WAITING);
    }

    @Test
    void expansions_take_turns() {
        add(TOPIC, "ann", "bob");
        NotificationId first = accepted("first");
        clock.advance(Duration.ofMillis(1));
        NotificationId second = accepted("second");
        clock.advance(Duration.ofMillis(1));

        LeasedExpansion one = claimed();
        assertThat(one.notification().id()).isEqualTo(first);
        assertThat(expand(one, 1).orElseThrow().held()).isFalse();
        assertThat(claimed().notification().id()).isEqualTo(second);
        assertThat(claimed().notification().id()).isEqualTo(first);
    }

    @Test
    void a_replayed_intent_expands_once_and_its_receipt_has_no_deliveries() {
        add(TOPIC, "ann", "bob");
        Acceptance intent = toTopic("k", TOPIC);
        accept(intent);
        expandAll(10);

        AcceptResult again = accept(intent);

        assertThat(again).isInstanceOf(AcceptResult.Replayed.class);
        assertThat(deliveriesOf(again)).isEmpty();
        assertThat(claimedOrNot()).isEmpty();
    }

    @Test
    void slices_of_one_notification_share_a_dedupe_slot_for_all_recipients() {
        add(TOPIC, "ann", "bob");
        NotificationId id = accepted("k");
        LeasedExpansion leased = claimed();
        ExpansionSlice first = new ExpansionSlice(List.of("ann"), "ann", false);
        ExpansionSlice second = new ExpansionSlice(List.of("bob"), "bob", true);

        expansions().advance(leased, first, routed(leased, first.recipients(), "dedupe"), LEASE);
        expansions().advance(leased.after(first), second, routed(leased, second.recipients(), "dedupe"), LEASE);

        assertThat(notified(id)).containsExactly("ann", "bob");
    }

    @Test
    void an_intent_with_many_recipients_is_expanded_in_chunks() {
        NotificationId id = acceptedTo(recipients(250));
        assertThat(progress(id)).isEqualTo(new Expansion(null, Expansion.State.WAITING, 250, 0, 0, null));

        LeasedExpansion first = claimed();
        ExpansionSlice slice = expansions().slice(first, 7);
        assertThat(slice.recipients()).isEqualTo(recipients(250).subList(0, 100));
        expand(first, 7);
        assertThat(expand(first, 7)).isEmpty();
        expand(first.after(slice), 7);
        clock.advance(LEASE);
        expandAll(7);

        assertThat(notified(id)).isEqualTo(recipients(250));
        assertThat(progress(id)).isEqualTo(new Expansion(null, Expansion.State.EXPANDED, 250, 250, 250, now()));
    }

    @Test
    void a_canceled_intent_with_many_recipients_forgets_the_rest() {
        NotificationId id = acceptedTo(recipients(250));
        LeasedExpansion leased = claimed();
        expand(leased, 7);

        expansions().cancel(TENANT, id);

        assertThat(notified(id)).hasSize(100);
        assertThat(expansions().slice(leased, 7).recipients()).isEmpty();
    }

    @Test
    void due_deliveries_are_counted_up_to_a_bound() {
        add(TOPIC, "ann", "bob", "cleo");
        accepted("k");
        expandAll(10);

        assertThat(expansions().due(Set.of(CHANNEL), 2)).isEqualTo(2);
        assertThat(expansions().due(Set.of(CHANNEL), 10)).isEqualTo(3);
        assertThat(expansions().due(Set.of("email"), 10)).isZero();
    }

    @Test
    void retention_keeps_a_notification_until_it_is_expanded() {
        add(TOPIC, "ann");
        NotificationId id = accepted("k");
        clock.advance(Duration.ofDays(3));

        store().retention().removeFinished(now().minus(Duration.ofDays(1)), 10);
        assertThat(store().queries().notification(TENANT, id)).isPresent();

        expansions().cancel(TENANT, id);
        store().retention().removeFinished(now().minus(Duration.ofDays(1)), 10);
        assertThat(store().queries().notification(TENANT, id)).isEmpty();
        assertThat(expansions().find(TENANT, id)).isEmpty();
    }

    private NotificationId acceptedTo(List<String> recipients) {
        Acceptance intent = new Acceptance(
                notification(TENANT, "k"),
                fingerprint("k"),
                null,
                List.of(),
                NewExpansion.toRecipients(recipients, List.of(CHANNEL)));
        return ((AcceptResult.Accepted) accept(intent)).id();
    }

    private static List<String> recipients(int count) {
        return IntStream.range(0, count).mapToObj("user:%04d"::formatted).toList();
    }

    private Expansion progress(NotificationId id) {
        return expansions().find(TENANT, id).orElseThrow();
    }

    private int sweep() {
        return topics().sweep().remove(Instant.EPOCH, 100);
    }
}
