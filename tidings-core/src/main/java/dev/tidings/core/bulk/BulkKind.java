package dev.tidings.core.bulk;

import java.util.concurrent.CompletionStage;

/**
 * One kind of bulk run. To add a kind: implement this, add it to the server's {@code BulkRunner} before the
 * start, and start its runs with {@code BulkRunner.start}; or in a transaction of your own tables with {@code
 * BulkRunTable.insert}, followed by {@code BulkRunner.begin}. All kinds share {@code /v1/bulk-runs}.
 *
 * <p>A slice is at most a few hundred rows and some seconds of work: its node holds the run under a lease only until the
 * next slice. After a crash, or when a lease expired, the same slice is done again, on any node, possibly while an
 * interrupted write is still under way. So a slice must be idempotent: it changes only rows that are still in the state
 * that the run is about. A kind whose rows may return to that state compares them with {@link BulkRun#startedAt}.
 */
public interface BulkKind {
    /** The name in the API and in the table, such as {@code replay}. */
    String name();

    /**
     * Does the slice that starts at the cursor of the run. Does not block. A failure with a {@code ProblemException} ends
     * the run; after any other failure the slice is repeated later, a limited number of times.
     */
    CompletionStage<BulkSlice> slice(BulkRun run);
}
