package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Whether an attempt may be sent to an endpoint now. */
sealed interface Admission {
    /**
     * The attempt may be sent; its result must be reported.
     *
     * @param probe whether this is the single probe of all nodes
     */
    record Go(boolean probe) implements Admission {}

    /** No attempt before this delay. */
    record Wait(Duration delay) implements Admission {}

    /** The store is being asked; the future never fails. */
    record Ask(CompletableFuture<Admission> answer) implements Admission {}

    Admission GO = new Go(false);
    Admission PROBE = new Go(true);
}
