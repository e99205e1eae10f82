package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.audience.SubscriberChange;
import dev.tidings.core.id.NotificationId;
import dev.tidings.core.store.ExpansionStore;
import dev.tidings.core.store.LeasedExpansion;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Nodes that expand, accept and change a topic at the same time. */
abstract class ExpansionRaceContract extends JdbcExpansionsContract {
    private static final int ROUNDS = 12;

    ExpansionRaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void of_two_nodes_one_claims_an_expansion() throws Exception {
        add(TOPIC, "ann");
        for (int round = 0; round < ROUNDS; round++) {
            accepted("k" + round);

            List<Optional<LeasedExpansion>> claims = Race.of(2, this::claimedOrNot);

            assertThat(claims)
                    .as("round %d", round)
                    .filteredOn(Optional::isPresent)
                    .hasSize(1);
        }
    }

    @Test
    void a_slice_that_two_nodes_insert_is_inserted_once() throws Exception {
        add(TOPIC, "ann", "bob");
        for (int round = 0; round < ROUNDS; round++) {
            NotificationId id = accepted("k" + round);
            LeasedExpansion leased = claimed();

            List<Optional<ExpansionStore.Advance>> advances = Race.of(2, () -> expand(leased, 10));

            assertThat(advances)
                    .as("round %d", round)
                    .filteredOn(Optional::isPresent)
                    .hasSize(1);
            assertThat(notified(id)).as("round %d", round).containsExactly("ann", "bob");
        }
    }

    @Test
    void a_subscriber_who_leaves_during_acceptance_is_in_the_snapshot_or_not() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "k" + round;
            add(TOPIC, "ann", "bob");

            List<Object> _ = Race.of(List.of(() -> accepted(key), () -> remove(TOPIC, "bob")));

            LeasedExpansion leased = claimed();
            NotificationId id = leased.notification().id();
            expand(leased, 10);
            long total = expansions().find(TENANT, id).orElseThrow().total();
            assertThat(notified(id)).as("round %d", round).hasSize((int) total);
        }
    }

    @Test
    void a_recipient_who_is_forgotten_during_a_slice_is_erased_or_left_out() throws Exception {
        add(TOPIC, "ann", "bob");
        for (int round = 0; round < ROUNDS; round++) {
            NotificationId id = accepted("k" + round);
            LeasedExpansion leased = claimed();

            List<Object> raced = Race.of(
                    List.of(() -> expand(leased, 10), () -> store().erasures().forget(TENANT, "bob")));
            erase("bob");

            boolean inserted = ((Optional<?>) raced.getFirst()).isPresent();
            assertThat(claimedOrNot().map(again -> again.audience().except().contains("bob")))
                    .as("round %d", round)
                    .isEqualTo(inserted ? Optional.empty() : Optional.of(true));
            assertThat(notified(id)).as("round %d", round).isEqualTo(inserted ? List.of("ann") : List.of());
            var _ = expansions().cancel(TENANT, id);
        }
    }

    @Test
    void a_canceled_expansion_inserts_all_of_a_slice_or_nothing() throws Exception {
        add(TOPIC, "ann", "bob");
        for (int round = 0; round < ROUNDS; round++) {
            NotificationId id = accepted("k" + round);
            LeasedExpansion leased = claimed();

            List<Object> _ =
                    Race.of(List.of(() -> expand(leased, 10), () -> expansions().cancel(TENANT, id)));

            long deliveries = expansions().find(TENANT, id).orElseThrow().deliveries();
            assertThat(notified(id)).as("round %d", round).hasSize((int) deliveries);
        }
    }

    @Test
    void topics_are_changed_while_intents_to_them_are_accepted() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String key = "k" + round;
            String member = "m" + round;
            List<Object> results = Race.of(List.of(
                    () -> accepted(key),
                    () -> add(TOPIC, member),
                    () -> accepted("also " + key),
                    () -> remove(TOPIC, member)));

            assertThat(results)
                    .as("round %d", round)
                    .filteredOn(SubscriberChange.class::isInstance)
                    .hasSize(2);
        }
    }
}
