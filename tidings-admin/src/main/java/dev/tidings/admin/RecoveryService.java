package dev.tidings.admin;

import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.store.EndpointStore;
import dev.tidings.engine.bulk.BulkRunner;
import dev.tidings.http.BulkRunAudit;
import dev.tidings.http.RequestOrigin;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Starts the bulk runs that send an endpoint what it missed: one at a time per endpoint. */
public final class RecoveryService {
    private final EndpointStore endpoints;
    private final RecoveryRuns runs;
    private final AdminEnvironment environment;
    private final BulkRunner runner;

    /** @param endpoints the current endpoints, not a cache */
    public RecoveryService(EndpointStore endpoints, RecoveryRuns runs, AdminEnvironment environment) {
        this.endpoints = endpoints;
        this.runs = runs;
        this.environment = environment;
        this.runner = environment.bulk();
        runner.add(runs);
    }

    /**
     * Starts a run.
     *
     * @param since accepted at or after
     * @param until accepted before; null for now, and not later than that
     * @param by the id of the API key; null if the server has none
     */
    public CompletableFuture<BulkRun> start(
            String tenant, EndpointRef ref, @Nullable Instant since, @Nullable Instant until, @Nullable String by) {
        Instant now = environment.clock().instant();
        Instant end = until == null || until.isAfter(now) ? now : until;
        if (since == null || !since.isBefore(end)) {
            throw Problem.invalid("since", since, "a time before until, " + end).exception();
        }
        return environment
                .stores()
                .read(() -> checked(tenant, ref, since, end))
                .thenCompose(request -> begun(new NewBulkRun(
                        BulkRun.PREFIX + environment.ids().next(now),
                        tenant,
                        RecoveryRuns.NAME,
                        request.json(),
                        by,
                        null,
                        RecoveryRuns.NAME + ":" + request.endpoint())));
    }

    private CompletableFuture<BulkRun> begun(NewBulkRun run) {
        return RequestOrigin.audited(BulkRunAudit.started(run, run.request()), () -> runner.start(run))
                .thenApply(BulkRunner.Begun::run);
    }

    private RecoveryRequest checked(String tenant, EndpointRef ref, Instant since, Instant until) {
        Endpoint endpoint = ref.require(endpoints);
        RecoveryRequest request = new RecoveryRequest(endpoint.id(), since, until);
        var _ = runs.receiving(tenant, request);
        return request;
    }
}
