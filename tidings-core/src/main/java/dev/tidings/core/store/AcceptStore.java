package dev.tidings.core.store;

import java.util.List;
import java.util.Optional;

/** Stores accepted intents. */
public interface AcceptStore {
    /**
     * Accepts a batch in one transaction; results in order, durable on return. Items of one batch see each other: of
     * two with the same key, the first is accepted and the second is replayed or in conflict. Unique indexes decide
     * races. Ordered deliveries are queued per recipient in the order of the batch, behind all deliveries whose receipt
     * was returned before; only the first of a queue is inserted as sending or due.
     *
     * <p>An intent that replaces cancels what all earlier notifications of its cancel key have not sent, in the same transaction:
     * waiting deliveries end, expansions stop, and what is being sent at that moment is not retried. Of
     * concurrent ones, the last supersedes the others.
     */
    List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant);

    /**
     * Returns what {@link #accept} would answer to intents whose idempotency key is taken: replayed or in conflict, in
     * order; empty for a key that is free. Writes nothing.
     */
    List<Optional<AcceptResult>> recall(List<Acceptance> batch);
}
