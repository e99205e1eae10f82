package dev.tidings.admin;

import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.engine.erase.RecipientErasure;
import java.util.concurrent.CompletionStage;

/** Bulk runs that erase a recipient. */
public final class ErasureRuns implements BulkKind {
    /** The name of this kind. */
    public static final String NAME = "erase";

    private final RecipientErasure erasure;

    public ErasureRuns(RecipientErasure erasure) {
        this.erasure = erasure;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public CompletionStage<BulkSlice> slice(BulkRun run) {
        String recipient = ErasureRequest.parse(run.request()).recipient();
        return erasure.slice(run, recipient);
    }
}
