package dev.tidings.streams;

import java.util.List;

/** Handles decoded entries. Called by one thread, in stream order. */
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
     * @param id the entry's id, unique in the stream
     */
    record Decoded<T>(String id, T value) {}

    /**
     * @param reason the reason, for operators
     */
    record Refused(String id, String reason) {}
}
