package dev.tidings.streams;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Handles decoded entries. Batches are passed in stream order, one at a time. */
@FunctionalInterface
public interface StreamHandler<T> {
    /**
     * Handles a batch and returns once it is durable. Returned entries were refused and go to quarantine. May
     * block: it runs on a virtual thread, which must not call the store.
     *
     * <p>A batch may be passed again after a crash or an exception. An exception that means "store or Redis
     * unavailable" or "queue full" makes the consumer retry without limit. After any other exception the
     * entries are handled one by one, and an entry that keeps failing goes to quarantine.
     *
     * @param batch at least one entry, and at most the configured count
     */
    List<Refused> handle(List<Decoded<T>> batch) throws InterruptedException;

    /**
     * Starts to handle a batch. The next batch may be passed as soon as this returns, so a handler that returns
     * before the batch is durable shares the time of its commit with the decoding of the next batch. This
     * implementation handles the whole batch. Throws like {@link #handle}.
     */
    default Handling begin(List<Decoded<T>> batch) throws InterruptedException {
        List<Refused> refused = handle(batch);
        CompletableFuture<?> ended = CompletableFuture.completedFuture(refused);
        return new Handling() {
            @Override
            public CompletableFuture<?> settled() {
                return ended;
            }

            @Override
            public List<Refused> finish() {
                return refused;
            }
        };
    }

    /** The maximum number of batches that are begun and not finished. */
    default int batchesInFlight() {
        return 2;
    }

    /** A batch that is being handled. */
    interface Handling {
        /** Completes when {@link #finish} needs not wait for a commit. */
        CompletableFuture<?> settled();

        /** Returns once the batch is durable; returns and throws what {@link StreamHandler#handle} does. */
        List<Refused> finish() throws InterruptedException;

        /**
         * Gives up a batch that waits for an earlier one, because the consumer is stopping. It may be called by any thread.
         *
         * @return whether the batch was given up, so that it must not be finished
         */
        default boolean abandon() {
            return false;
        }
    }

    /**
     * @param id the entry's id, unique in the stream
     */
    record Decoded<T>(String id, T value) {}

    /**
     * @param reason the reason, for operators
     */
    record Refused(String id, String reason) {}
}
