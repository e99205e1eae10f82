package dev.tidings.audience.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.audience.RecipientTopic;
import dev.tidings.audience.SubscriberChange;
import dev.tidings.audience.TopicStore;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.Page;
import dev.tidings.testkit.store.StoreFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store promises about topics. */
abstract class TopicContract extends JdbcTopicsContract {
    TopicContract(StoreFactory factory) {
        super(factory);
    }

    @Test
    void a_topic_is_read_as_it_was_written() {
        Instant created = clock.instant();

        TopicStore.Put put = topics().put(TENANT, "releases", "Neue Versionen für 5 €");

        assertThat(put.created()).isTrue();
        assertThat(put.topic())
                .isEqualTo(new RecipientTopic(TENANT, "releases", "Neue Versionen für 5 €", 0, created, created));
        assertThat(topics().find(TENANT, "releases")).contains(put.topic());
        assertThat(topics().find("other", "releases")).isEmpty();
    }

    @Test
    void a_put_keeps_the_subscribers_and_the_creation_time() {
        Instant created = clock.instant();
        add("releases", "ann", "bob");
        Instant later = clock.advance(Duration.ofMinutes(1));

        TopicStore.Put put = topics().put(TENANT, "releases", "Described");

        assertThat(put.created()).isFalse();
        assertThat(put.topic()).isEqualTo(new RecipientTopic(TENANT, "releases", "Described", 2, created, later));
        assertThat(subscribers("releases")).containsExactly("ann", "bob");
    }

    @Test
    void the_subscriptions_of_a_recipient_are_found_and_ended() {
        for (int i = 0; i < 620; i++) {
            topics().put(TENANT, "t%03d".formatted(i), "");
        }
        for (String topic : List.of("t001", "t300", "t600", "left")) {
            add(topic, "ann", "bob");
        }
        remove("left", "ann");

        Page<String> first = topics().topicsOf(TENANT, "ann", null);
        Page<String> second = topics().topicsOf(TENANT, "ann", first.next());

        assertThat(first.items()).containsExactly("t001", "t300");
        assertThat(second.items()).containsExactly("t600");
        assertThat(second.next()).isNull();
        topics().unsubscribe(TENANT, "ann", List.of("t001", "t600", "t002"));
        assertThat(topics().topicsOf(TENANT, "ann", null).items()).containsExactly("t300");
        assertThat(subscribers("t001")).containsExactly("bob");
        assertThat(topics().topicsOf("other", "ann", null).items()).isEmpty();
    }

    @Test
    void adding_the_first_subscriber_creates_the_topic() {
        assertThat(add("releases", "bob", "ann")).isEqualTo(new SubscriberChange(2, 2));

        assertThat(topics().find(TENANT, "releases"))
                .contains(new RecipientTopic(TENANT, "releases", "", 2, clock.instant(), clock.instant()));
        assertThat(subscribers("releases")).containsExactly("ann", "bob");
    }

    @Test
    void adding_again_changes_nothing() {
        add("releases", "ann", "bob");

        assertThat(add("releases", "bob", "cleo", "bob")).isEqualTo(new SubscriberChange(1, 3));
        assertThat(add("releases", "bob")).isEqualTo(new SubscriberChange(0, 3));
        assertThat(subscribers("releases")).containsExactly("ann", "bob", "cleo");
    }

    @Test
    void removing_again_changes_nothing() {
        add("releases", "ann", "bob", "cleo");

        assertThat(remove("releases", "bob", "dan", "bob")).isEqualTo(new SubscriberChange(1, 2));
        assertThat(remove("releases", "bob")).isEqualTo(new SubscriberChange(0, 2));
        assertThat(remove("nowhere", "bob")).isEqualTo(new SubscriberChange(0, 0));
        assertThat(subscribers("releases")).containsExactly("ann", "cleo");
        assertThat(topics().find(TENANT, "nowhere")).isEmpty();
    }

    @Test
    void a_removed_subscriber_can_be_added_again() {
        add("releases", "ann");
        remove("releases", "ann");

        assertThat(add("releases", "ann")).isEqualTo(new SubscriberChange(1, 1));
        assertThat(subscribers("releases")).containsExactly("ann");
    }

    @Test
    void topics_of_different_tenants_and_ids_share_nothing() {
        add("releases", "ann");
        add("Releases", "bob");
        topics().add("other", "releases", List.of("cleo"), MOST);

        assertThat(subscribers("releases")).containsExactly("ann");
        assertThat(subscribers("Releases")).containsExactly("bob");
        assertThat(topics().subscribers("other", "releases", null, 10).items()).containsExactly("cleo");
    }

    @Test
    void subscribers_over_the_limit_are_refused_and_known_ones_stay_accepted() {
        String[] full = IntStream.range(0, MOST).mapToObj(i -> "r" + i).toArray(String[]::new);
        add("releases", full);

        assertThatThrownBy(() -> add("releases", "one more"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("at most " + MOST + " subscribers per topic");
        assertThat(add("releases", "r0")).isEqualTo(new SubscriberChange(0, MOST));
        assertThat(subscribers("releases")).hasSize(MOST).doesNotContain("one more");
    }

    @Test
    void lists_have_pages_in_the_order_of_their_texts() {
        add("b", "r2", "r1", "R3", "r\u00fc", "r4");
        add("a", "x");
        topics().put(TENANT, "c", "");

        Page<String> first = topics().subscribers(TENANT, "b", null, 3);
        Page<String> second = topics().subscribers(TENANT, "b", first.next(), 3);
        Page<RecipientTopic> topics = topics().list(TENANT, null, 2);

        assertThat(first.items()).containsExactly("R3", "r1", "r2");
        assertThat(second.items()).containsExactly("r4", "r\u00fc");
        assertThat(second.next()).isNull();
        assertThat(topics.items()).extracting(RecipientTopic::id).containsExactly("a", "b");
        assertThat(topics().list(TENANT, topics.next(), 2).items())
                .extracting(RecipientTopic::id)
                .containsExactly("c");
        assertThatThrownBy(() -> topics().subscribers(TENANT, "b", topics.next(), 3))
                .isInstanceOf(ProblemException.class);
    }

    @Test
    void a_deleted_topic_is_gone_and_its_rows_are_swept_in_slices() {
        add("kept", "ann");
        add("releases", "r1", "r2", "r3");

        assertThat(topics().delete(TENANT, "releases")).isTrue();
        assertThat(topics().delete(TENANT, "releases")).isFalse();
        assertThat(topics().find(TENANT, "releases")).isEmpty();
        assertThat(subscribers("releases")).isEmpty();

        add("releases", "r9");
        assertThat(sweep(2)).isEqualTo(2);
        assertThat(sweep(2)).isEqualTo(2);
        assertThat(sweep(2)).isZero();
        assertThat(subscribers("releases")).containsExactly("r9");
        assertThat(subscribers("kept")).containsExactly("ann");
    }

    private int sweep(int limit) {
        return topics().sweep().remove(Instant.EPOCH, limit);
    }
}
