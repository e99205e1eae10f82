package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.audience.RecipientTopic;
import dev.tidings.audience.SubscriberChange;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.testkit.store.Race;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Nodes that change one topic at the same time. */
abstract class TopicRaceContract extends JdbcTopicsContract {
    private static final int ROUNDS = 15;

    TopicRaceContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void two_writers_of_the_same_subscribers_add_each_once() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String topic = "t" + round;
            List<SubscriberChange> changes =
                    Race.of(List.of(() -> add(topic, "ann", "bob"), () -> add(topic, "bob", "cleo")));

            assertThat(changes.stream().mapToInt(SubscriberChange::changed).sum())
                    .isEqualTo(3);
            assertThat(subscribers(topic)).containsExactly("ann", "bob", "cleo");
            assertThat(counted(topic)).isEqualTo(3);
        }
    }

    @Test
    void the_number_of_subscribers_is_right_after_adding_and_removing_at_once() throws Exception {
        add("releases", "bob");
        for (int round = 0; round < ROUNDS; round++) {
            List<SubscriberChange> _ =
                    Race.of(List.of(() -> add("releases", "ann", "bob"), () -> remove("releases", "bob", "ann")));

            assertThat(counted("releases"))
                    .as("round %d", round)
                    .isEqualTo(subscribers("releases").size());
        }
    }

    @Test
    void two_writers_do_not_exceed_the_limit_together() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String topic = "t" + round;
            topics().add(TENANT, topic, List.of("ann"), 2);
            List<Boolean> accepted = Race.of(List.of(within(topic, "bob"), within(topic, "cleo")));

            assertThat(accepted).as("round %d", round).containsExactlyInAnyOrder(true, false);
            assertThat(counted(topic)).isEqualTo(2);
        }
    }

    @Test
    void a_topic_that_is_deleted_while_it_grows_is_deleted_or_new() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            String topic = "t" + round;
            add(topic, "ann");
            List<Object> _ = Race.of(List.of(() -> topics().delete(TENANT, topic), () -> add(topic, "bob")));

            assertThat(subscribers(topic)).as("round %d", round).isIn(List.of(), List.of("bob"));
            assertThat(counted(topic)).isEqualTo(subscribers(topic).size());
        }
    }

    private long counted(String topic) {
        return topics().find(TENANT, topic).map(RecipientTopic::subscribers).orElse(0L);
    }

    private Callable<Boolean> within(String topic, String recipient) {
        return () -> {
            try {
                topics().add(TENANT, topic, List.of(recipient), 2);
                return true;
            } catch (ProblemException full) {
                return false;
            }
        };
    }
}
