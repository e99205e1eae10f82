package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.engine.erase.RecipientErasure;
import dev.tidings.http.StoreThreads;
import java.util.concurrent.CompletionStage;

/** Bulk runs that erase a recipient. */
public final class ErasureRuns implements BulkKind {
    /** The name of this kind. */
    public static final String NAME = "erase";

    private final RecipientErasure erasure;
    private final StoreThreads threads;

    public ErasureRuns(RecipientErasure erasure, StoreThreads threads) {
        this.erasure = erasure;
        this.threads = threads;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        String recipient = ErasureRequest.parse(run.request()).recipient();
        return threads.write(() -> erasure.slice(run, recipient));
    }
}
