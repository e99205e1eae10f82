package dev.tidings.core.event;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** Announces new subscriptions of a client to all nodes, so that each ends the client's earlier subscription. */
public interface SessionReplacements extends AutoCloseable {
    /**
     * Announces that a client has subscribed here. The future completes with a number greater than all before; it fails
     * when other nodes cannot be reached, and {@link Listener#reconnected} is called later.
     */
    CompletableFuture<Long> take(String tenant, String clientId);

    /**
     * Announces again under which number a client is subscribed here; later numbers are greater. Does nothing while
     * other nodes cannot be reached.
     */
    void remind(String tenant, String clientId, long number);

    /** Sets the listener; call once, first. */
    void listen(Listener listener);

    @Override
    void close();

    /** Receives announcements, including its own. */
    interface Listener {
        void taken(String tenant, String clientId, long number);

        /** Called when announcements may have been missed: the listener announces its clients again. */
        void reconnected();
    }

    /** Returns the implementation for a single node. */
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
