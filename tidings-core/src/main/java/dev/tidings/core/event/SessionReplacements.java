package dev.tidings.core.event;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Tells all nodes that a client has subscribed at one of them, so that its earlier subscription ends wherever it is. */
public interface SessionReplacements extends AutoCloseable {
    /**
     * A client is here now. The number is greater than all given before; the future fails when others cannot be told at
     * the moment, and {@link Listener#reconnected} will be called.
     */
    CompletableFuture<Long> take(String tenant, String clientId);

    /** Says once more by which number a client is here; numbers to come are greater. Nothing is told while others are away. */
    void remind(String tenant, String clientId, long number);

    /** Who is told; once, before all else. */
    void listen(Listener listener);

    @Override
    void close();

    /** Hears of takings and reminders, its own among them. */
    interface Listener {
        void taken(String tenant, String clientId, long number);

        /** Some may have been missed: of whoever is here, others are to be reminded. */
        void reconnected();
    }

    /** Of one node, which knows by itself. */
    static SessionReplacements alone() {
        AtomicLong numbers = new AtomicLong();
        return new SessionReplacements() {
            @Override
            public CompletableFuture<Long> take(String tenant, String clientId) {
                return CompletableFuture.completedFuture(numbers.incrementAndGet());
            }

            @Override
            public void remind(String tenant, String clientId, long number) {}

            @Override
            public void listen(Listener listener) {}

            @Override
            public void close() {}
        };
    }
}
