package dev.tidings.core.event;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Where nodes tell each other who is subscribed at them. */
public interface PresenceBoard extends AutoCloseable {
    /** A subscription of a recipient has begun here. Returns at once. */
    void joined(String tenant, String recipient);

    /** One that had begun here has ended. Returns at once. */
    void left(String tenant, String recipient);

    /** Those of these recipients who are subscribed at other nodes; nobody when that cannot be told soon. */
    Set<String> elsewhere(String tenant, Collection<String> recipients);

    /** How many subscriptions recipients have at other nodes; the future may fail. */
    CompletableFuture<Map<String, Integer>> others(String tenant);

    @Override
    void close();

    /** Of one node, beside which there is none. */
    static PresenceBoard alone() {
        return new PresenceBoard() {
            @Override
            public void joined(String tenant, String recipient) {}

            @Override
            public void left(String tenant, String recipient) {}

            @Override
            public Set<String> elsewhere(String tenant, Collection<String> recipients) {
                return Set.of();
            }

            @Override
            public CompletableFuture<Map<String, Integer>> others(String tenant) {
                return CompletableFuture.completedFuture(Map.of());
            }

            @Override
            public void close() {}
        };
    }
}
