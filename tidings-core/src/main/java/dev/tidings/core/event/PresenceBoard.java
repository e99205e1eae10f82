package dev.tidings.core.event;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Shares between nodes which recipients are subscribed where. */
public interface PresenceBoard extends AutoCloseable {
    /** Announces a new local subscription. Returns at once. */
    void joined(String tenant, String recipient);

    /** Announces the end of a local subscription. Returns at once. */
    void left(String tenant, String recipient);

    /** Returns the recipients subscribed at other nodes; empty when the answer is not available soon. */
    Set<String> elsewhere(String tenant, Collection<String> recipients);

    /** Returns the number of subscriptions per recipient at other nodes; the future may fail. */
    CompletableFuture<Map<String, Integer>> others(String tenant);

    @Override
    void close();

    /** Returns the presence board of a single node. */
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
