package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Whether an endpoint may be tried now. */
sealed interface Admission {
    /**
     * It may; what becomes of the attempt is to be told.
     *
     * @param probe this is the one attempt that all nodes together make, to see whether the endpoint works again
     */
    record Go(boolean probe) implements Admission {}

    /** Not before so long. */
    record Wait(Duration delay) implements Admission {}

    /** The store has been asked; the future never fails. */
    record Ask(CompletableFuture<Admission> answer) implements Admission {}

    Admission GO = new Go(false);
    Admission PROBE = new Go(true);
}
