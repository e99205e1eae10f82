package dev.tidings.jobs;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.store.Page;
import dev.tidings.http.Paging;
import dev.tidings.http.StoreThreads;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.RuntimeQueryStore;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runtime operations for REST and gRPC. Reads work on every node. */
public final class RuntimeService {
    public static final int DEFAULT_LINES = 100;
    public static final int MAX_LINES = 1_000;

    private static final int IMAGE_CHARS = 512;
    private static final int REASON_CHARS = 2_000;

    private final RuntimeQueryStore query;
    private final StoreThreads threads;
    private final RuntimeControl control;
    private final Duration longest;

    /**
     * @param control {@link RuntimeControl#NONE} if this server runs no jobs
     * @param longest the maximum duration of a start or stop
     */
    public RuntimeService(RuntimeQueryStore query, StoreThreads threads, RuntimeControl control, Duration longest) {
        this.query = query;
        this.threads = threads;
        this.control = control;
        this.longest = longest;
    }

    /** The maximum duration of a start or stop. */
    public Duration longest() {
        return longest;
    }

    public CompletableFuture<Page<GameRuntime>> list(String tenant, Paging page) {
        return threads.list(() -> query.runtimes(tenant, page.cursor(), page.limit()));
    }

    public CompletableFuture<GameRuntime> find(String tenant, String gameId) {
        String game = JobFields.game(gameId);
        return threads.read(() -> require(tenant, game));
    }

    public CompletableFuture<Page<Operation>> operations(String tenant, String gameId, Paging page) {
        String game = JobFields.game(gameId);
        return threads.list(() -> query.operations(tenant, game, page.cursor(), page.limit()));
    }

    /** @param source {@code rest} or {@code grpc} */
    public CompletableFuture<Operation> start(String tenant, String source, String gameId, String imageRef) {
        TextCheck.id(JobFields.IMAGE_REF, imageRef.strip());
        StartJob job = new StartJob(JobFields.game(gameId.strip()), imageRef.strip(), null);
        if (job.imageRef().isEmpty()) {
            throw Problem.invalid(JobFields.IMAGE_REF, null, "an image reference")
                    .exception();
        }
        TextCheck.atMost(JobFields.IMAGE_REF, job.imageRef(), IMAGE_CHARS);
        return control.start(Requester.api(tenant, source), job);
    }

    /** @param source {@code rest} or {@code grpc} */
    public CompletableFuture<Operation> stop(String tenant, String source, String gameId, String reason) {
        TextCheck.atMost(JobFields.REASON, reason, REASON_CHARS);
        TextCheck.id(JobFields.REASON, reason);
        StopJob job = new StopJob(JobFields.game(gameId.strip()), reason, null);
        return control.stop(Requester.api(tenant, source), job);
    }

    public CompletableFuture<List<String>> logs(String tenant, String gameId, int lines) {
        if (lines < 1 || lines > MAX_LINES) {
            throw Problem.invalid("lines", lines, "a whole number from 1 to " + MAX_LINES)
                    .exception();
        }
        String game = JobFields.game(gameId);
        control.requireEnabled();
        return find(tenant, game).thenCompose(_ -> control.logs(tenant, game, lines));
    }

    private GameRuntime require(String tenant, String gameId) {
        return query.runtime(tenant, gameId)
                .orElseThrow(() -> Problem.notFound("runtime of game", gameId).exception());
    }
}
