package dev.tidings.bench.peer;

/** A job system under comparison. */
interface Peer extends AutoCloseable {
    /** Processes an item. */
    @FunctionalInterface
    interface Handler {
        void handle(String payload) throws Exception;
    }

    /** Monotonic nanoseconds of the first enqueue, the last enqueue and the last persisted result. */
    record Times(long begun, long enqueued, long ended) {}

    /**
     * Enqueues and processes items.
     *
     * @param together whether workers run during the enqueueing or start afterwards
     * @param inFlight the number of concurrent handlers; 0 for the system's best
     */
    Times run(int first, int count, boolean together, int inFlight, Handler handler) throws Exception;

    /** Enqueues at a steady rate; returns when each item was due. */
    long[] paced(int first, int count, double perSecond, Handler handler) throws Exception;

    @Override
    void close();
}
