package dev.tidings.core.store;

import dev.tidings.core.delivery.Completion;
import java.util.List;

/** Ends leases. */
public interface CompleteStore {
    enum CompletionResult {
        APPLIED,
        /** Applied; the next delivery of the same queue or concurrency key is now due. */
        UNBLOCKED,
        /** Applied as a cancellation: the delivery was superseded while it was sent, and would wait now. */
        SUPERSEDED,
        /** Another worker has taken over: the attempt is recorded as late and nothing else changes. */
        LATE
    }

    /**
     * Applies a batch in one transaction, each transition with the attempt's evidence; results in order. An ended
     * delivery leaves its queue, and the next one becomes due. Any transition returns the permit of a concurrency key to the delivery
     * that waits for it first by id, which becomes due.
     */
    List<CompletionResult> complete(List<Completion> batch);
}
