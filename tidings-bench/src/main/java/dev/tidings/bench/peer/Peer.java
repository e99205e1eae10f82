package dev.tidings.bench.peer;

/** A job system that can be measured. */
interface Peer extends AutoCloseable {
    /** What is done with an item. */
    @FunctionalInterface
    interface Handler {
        void handle(String payload) throws Exception;
    }

    /** Nanoseconds of the monotonic clock: first enqueue, all enqueued, the last end persisted. */
    record Times(long begun, long enqueued, long ended) {}

    /**
     * Takes items through their whole life.
     *
     * @param together whether workers run while items come in, or begin when all are there
     * @param inFlight how many handlers run at the same time; 0 for as many as suit the system best
     */
    Times run(int first, int count, boolean together, int inFlight, Handler handler) throws Exception;

    /** Enqueues at a steady rate; answers when each item was due. */
    long[] paced(int first, int count, double perSecond, Handler handler) throws Exception;

    @Override
    void close();
}
