package dev.tidings.core.store;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The topics that a recipient is subscribed to. */
public interface Subscriptions {
    /**
     * Returns a page of the topics, by id. A page examines a bounded number of the tenant's topics, so it can be short or
     * empty and still have a next one.
     */
    Page<String> topicsOf(String tenant, String recipient, @Nullable String cursor);

    /** Unsubscribes a recipient, from one topic after the other; those without the subscription are not changed. */
    void unsubscribe(String tenant, String recipient, List<String> topics);
}
