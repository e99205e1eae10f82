package dev.tidings.core.store;

import java.util.List;

/** Stores accepted intents. */
public interface AcceptStore {
    /**
     * Accepts a batch in one transaction; results in order, durable on return. Items of one batch see each other: of two
     * with the same key the first is accepted and the second replayed or in conflict. Unique indexes decide races.
     */
    List<AcceptResult> accept(List<Acceptance> batch, LeaseGrant grant);
}
