package dev.tidings.catalog.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.catalog.NotificationType;
import dev.tidings.catalog.TypeDefinition;
import dev.tidings.catalog.TypeStore;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Nodes that change the catalogue of one tenant at the same time. */
abstract class TypeRaceContract extends JdbcTypesContract {
    private static final int ROUNDS = 20;

    TypeRaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void one_of_two_writers_of_a_version_wins_and_the_other_learns_it() throws Exception {
        long version = TypeStore.NEW;
        for (int round = 0; round < ROUNDS; round++) {
            long expected = version;
            List<Optional<NotificationType>> written = Race.of(List.of(
                    writer("order.paid", described("left " + round), expected),
                    writer("order.paid", described("right " + round), expected)));

            assertThat(written)
                    .as("round %d", round)
                    .filteredOn(Optional::isPresent)
                    .hasSize(1);
            NotificationType winner =
                    written.stream().flatMap(Optional::stream).findFirst().orElseThrow();
            assertThat(types().find(TENANT, "order.paid")).as("round %d", round).contains(winner);
            version = winner.version();
        }
    }

    @Test
    void of_a_change_and_a_deletion_of_one_version_one_wins() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String name = "order.r" + round;
            long version = types().replace(TENANT, name, described("before"), TypeStore.NEW, MOST)
                    .orElseThrow()
                    .version();

            List<Boolean> won = Race.of(List.of(
                    () -> writer(name, described("after"), version).call().isPresent(),
                    () -> types().delete(TENANT, name, version)));

            assertThat(won).as("round %d", round).containsExactlyInAnyOrder(true, false);
            assertThat(types().find(TENANT, name).isPresent())
                    .as("round %d", round)
                    .isEqualTo(won.getFirst());
            types().find(TENANT, name).ifPresent(left -> types().delete(TENANT, name, left.version()));
        }
    }

    @Test
    void writers_of_different_types_do_not_exceed_the_limit_together() throws Exception {
        List<Boolean> created = Race.of(IntStream.range(0, 2 * MOST)
                .<Callable<Boolean>>mapToObj(i -> () -> {
                    try {
                        return types().replace(TENANT, "t" + i, PLAIN, TypeStore.NEW, MOST)
                                .isPresent();
                    } catch (ProblemException overLimit) {
                        return false;
                    }
                })
                .toList());

        assertThat(created).filteredOn(won -> won).hasSize(MOST);
        assertThat(types().list(TENANT, null, 3 * MOST).items()).hasSize(MOST);
    }

    private Callable<Optional<NotificationType>> writer(String name, TypeDefinition definition, long expected) {
        return () -> types().replace(TENANT, name, definition, expected, MOST);
    }
}
