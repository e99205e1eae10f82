package dev.tidings.client.outbox;

import dev.tidings.client.submit.Problem;

/** Observes a relay, for metrics. Called on the relay's threads: must return at once and not throw. */
public interface OutboxListener {
    /** Does nothing. */
    OutboxListener NONE = new OutboxListener() {};

    /** Rows were accepted by the destination and removed from the table. */
    default void shipped(int rows) {}

    /** A row is dead. */
    default void dead(OutboxRow row, Problem problem) {}

    /** Rows will be shipped again later. */
    default void later(int rows, Problem problem) {}

    /** Another relay took over rows while they were being shipped; their results were discarded here. */
    default void late(int rows) {}
}
