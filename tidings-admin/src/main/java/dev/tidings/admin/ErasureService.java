package dev.tidings.admin;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.intent.IntentRules;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.BulkRunAudit;
import dev.tidings.http.RequestOrigin;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts the bulk runs that erase recipients: one at a time per recipient. */
public final class ErasureService {
    private final AdminEnvironment environment;

    public ErasureService(ErasureRuns runs, AdminEnvironment environment) {
        this.environment = environment;
        environment.bulk().add(runs);
    }

    /**
     * Starts a run. It erases what was accepted before its start.
     *
     * @param by the id of the API key; null if the server has none
     */
    public CompletableFuture<BulkRun> start(String tenant, String recipient, @Nullable String by) {
        IntentRules.checkRecipient("recipient", recipient);
        NewBulkRun run = new NewBulkRun(
                BulkRun.PREFIX + environment.ids().next(environment.clock().instant()),
                tenant,
                ErasureRuns.NAME,
                new ErasureRequest(recipient).json(),
                by,
                null,
                ErasureRuns.NAME + ":" + recipient);
        return RequestOrigin.audited(
                        BulkRunAudit.started(run, null),
                        () -> environment.bulk().start(run))
                .thenApply(BulkRunner.Begun::run);
    }
}
