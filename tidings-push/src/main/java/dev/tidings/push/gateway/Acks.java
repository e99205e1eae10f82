package dev.tidings.push.gateway;

import dev.tidings.core.batch.GroupCommit;
import dev.tidings.core.event.Ack;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.PushStore;
import dev.tidings.core.store.StoreWriter;
import java.util.concurrent.CompletableFuture;

/** Stores acknowledgements of events in group commits. */
public final class Acks {
    private static final int WAITING = 100_000;
    private static final int BATCH = 500;

    private final GroupCommit<Ack, Boolean> commits;

    /** @param writer see {@link GroupCommit} */
    public Acks(PushStore store, StoreWriter writer) {
        this.commits = GroupCommit.of("ack", WAITING, BATCH, writer, store::acknowledge);
    }

    /**
     * Stores an acknowledgement. The future completes after the commit, with false if the recipient has no such
     * delivery. It fails with a {@link ProblemException} when the queue is full, and when the store fails.
     */
    public CompletableFuture<Boolean> acknowledge(Ack ack) {
        try {
            return commits.submit(ack);
        } catch (ProblemException full) {
            return CompletableFuture.failedFuture(full);
        }
    }
}
