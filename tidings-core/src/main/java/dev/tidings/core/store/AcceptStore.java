package dev.tidings.core.store;

import java.util.List;

/** Stores accepted intents. */
public interface AcceptStore {
    /**
     * Accepts a batch in one transaction; results in order, durable on return. Items of one batch see each other: of two
     * with the same key the first is accepted and the second replayed or in conflict. Unique indexes decide races.
     * Ordered deliveries queue up by recipient, in the order of the batch and behind all whose receipt was given before: only
     * the first of a queue is inserted as sending, or due.
     */
    List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant);
}
