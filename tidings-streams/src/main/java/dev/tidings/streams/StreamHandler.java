package dev.tidings.streams;

import java.util.List;

/** Does what entries ask for. Called by one thread, in the order of the stream. */
@FunctionalInterface
public interface StreamHandler<T> {
    /**
     * Returns when all of it is durable, with those that are refused for good: they go to quarantine. May block; it is on
     * a virtual thread, where the store must not be called.
     *
     * <p>It may be called again with the same entries: after a crash, and after it threw. Throwing what says that the
     * store or Redis is away, or that a queue is full, means "later": the consumer waits and calls again, for as long as it
     * takes. After anything else each entry is tried alone, and one that fails again and again goes to quarantine.
     *
     * @param batch one entry at least, and no more than the settings' count
     */
    List<Refused> handle(List<Decoded<T>> batch) throws InterruptedException;

    /**
     * @param id of the entry, which tells it from all others of the stream
     */
    record Decoded<T>(String id, T value) {}

    /** @param reason for people */
    record Refused(String id, String reason) {}
}
