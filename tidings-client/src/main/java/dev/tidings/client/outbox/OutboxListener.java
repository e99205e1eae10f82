package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;

/** Watches a relay, for metrics. Called on the relay's threads; to return at once, and not to throw. */
public interface OutboxListener {
    /** Does nothing. */
    OutboxListener NONE = new OutboxListener() {};

    /** So many rows were accepted where they were shipped to, and are gone from the table. */
    default void shipped(int rows) {}

    /** A row is dead. */
    default void dead(OutboxRow row, Problem problem) {}

    /** So many rows are tried again later. */
    default void later(int rows, Problem problem) {}

    /** So many rows were taken over while they were under way; what became of them here changed nothing. */
    default void late(int rows) {}
}
