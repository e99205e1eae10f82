package dev.tidings.core.store;

import dev.tidings.core.delivery.Completion;
import java.util.List;

/** Ends leases. */
public interface CompleteStore {
    enum CompletionResult {
        APPLIED,
        /** Applied, and the next of the same queue has become due. */
        UNBLOCKED,
        /** Another worker has the delivery, or had it: the attempt is recorded as late and nothing else changes. */
        LATE
    }

    /**
     * Applies a batch in one transaction, each attempt's evidence with its transition; results in order. What has ended
     * leaves its queue, and the next of it becomes due.
     */
    List<CompletionResult> complete(List<Completion> batch);
}
