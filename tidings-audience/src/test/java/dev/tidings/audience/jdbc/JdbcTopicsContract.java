package dev.tidings.audience.jdbc;

import dev.tidings.audience.SubscriberChange;
import dev.tidings.audience.TopicStore;
import dev.tidings.store.jdbc.JdbcStore;
import dev.tidings.testkit.store.StoreContract;
import dev.tidings.testkit.store.StoreFactory;
import java.util.List;

/** Common to the contracts of topics: their port over an empty store. */
abstract class JdbcTopicsContract extends StoreContract {
    static final int MOST = 50;

    JdbcTopicsContract(StoreFactory factory) {
        super(factory);
    }

    final TopicStore topics() {
        return new JdbcTopics((JdbcStore) store());
    }

    final SubscriberChange add(String topic, String... recipients) {
        return topics().add(TENANT, topic, List.of(recipients), MOST);
    }

    final SubscriberChange remove(String topic, String... recipients) {
        return topics().remove(TENANT, topic, List.of(recipients));
    }

    final List<String> subscribers(String topic) {
        return topics().subscribers(TENANT, topic, null, 2 * MOST).items();
    }
}
