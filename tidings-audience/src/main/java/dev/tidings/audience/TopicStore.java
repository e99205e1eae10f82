package dev.tidings.audience;

import dev.tidings.core.store.Page;
import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.store.Subscriptions;
import java.util.Collection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The stored topics. Changes of one topic happen one after the other. */
public interface TopicStore extends Subscriptions {
    Optional<RecipientTopic> find(String tenant, String id);

    /** Returns a page by id. */
    Page<RecipientTopic> list(String tenant, @Nullable String cursor, int limit);

    /** Creates a topic, or replaces the description of an existing one. */
    Put put(String tenant, String id, String description);

    /**
     * Deletes a topic with its subscribers. Its size makes no difference: the rows of subscribers are removed by {@link
     * #sweep}.
     *
     * @return false if it does not exist
     */
    boolean delete(String tenant, String id);

    /** Returns a page of the subscribers, by recipient; empty if the topic does not exist. */
    Page<String> subscribers(String tenant, String id, @Nullable String cursor, int limit);

    /**
     * Subscribes recipients in one transaction; creates the topic if it does not exist.
     *
     * @param most the maximum number of subscribers; throws a ProblemException if the new ones exceed it
     */
    SubscriberChange add(String tenant, String id, Collection<String> recipients, long most);

    /** Unsubscribes recipients in one transaction; changes nothing if the topic does not exist. */
    SubscriberChange remove(String tenant, String id, Collection<String> recipients);

    /** Removes the rows of deleted topics, whatever their age. */
    RetentionSweep sweep();

    /** @param created whether the topic did not exist before */
    record Put(RecipientTopic topic, boolean created) {}
}
