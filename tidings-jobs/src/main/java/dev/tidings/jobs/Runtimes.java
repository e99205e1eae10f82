package dev.tidings.jobs;

import dev.tidings.core.id.Ids;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts and stops runtimes, one operation per game at a time. A repeated request with the same ref resumes its operation
 * or returns its result. Exits and restarts block, so they must run on the job threads.
 */
final class Runtimes {
    private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int IMAGE_CHARS = 512;
    private static final int REASON_CHARS = 2_000;

    private final RuntimeCommits commits;
    private final RuntimeDriver driver;
    private final JobSettings settings;
    private final JobThreads threads;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Ids ids;
    private final JobListener listener;

    /** Games with a start in progress in this process. */
    private final Map<Game, Operation> starting = new ConcurrentHashMap<>();

    /** Completed when an operation of this process releases its runtime. */
    private final AtomicReference<CompletableFuture<Operation>> freed =
            new AtomicReference<>(new CompletableFuture<>());

    /**
     * An operation that was requested.
     *
     * @param driven completes when the driver works for it no more; fails if the operation has no result
     * @param ended completes when its result is durable
     */
    public record Underway(CompletableFuture<Operation> driven, CompletableFuture<Operation> ended) {}

    private record Game(String tenant, String id) {
        static Game of(Operation operation) {
            return new Game(operation.tenant(), operation.gameId());
        }
    }

    public Runtimes(
            RuntimeCommits commits,
            RuntimeDriver driver,
            JobSettings settings,
            JobEnvironment environment,
            JobListener listener) {
        this.commits = commits;
        this.driver = driver;
        this.settings = settings;
        this.threads = environment.threads();
        this.clock = environment.clock();
        this.ticker = environment.ticker();
        this.ids = environment.ids();
        this.listener = listener;
    }

    public Underway start(Requester requester, StartJob job) {
        String image = job.imageRef();
        if (BlankText.isBlank(image) || image.length() > IMAGE_CHARS) {
            String shown = image.length() > IMAGE_CHARS ? image.substring(0, IMAGE_CHARS) : image;
            Operation operation = operation(requester, OperationKind.START, job.gameId(), shown, "");
            CompletableFuture<Operation> ended = conclude(
                    operation,
                    JobEnd.failure(
                            JobCode.INVALID_IMAGE_REF,
                            "image_ref has " + image.length() + " characters; expected 1 to " + IMAGE_CHARS));
            return new Underway(ended, ended);
        }
        return run(startHandler(operation(requester, OperationKind.START, job.gameId(), image, "")));
    }

    public Underway stop(Requester requester, StopJob job) {
        String reason = job.reason().length() > REASON_CHARS ? job.reason().substring(0, REASON_CHARS) : job.reason();
        return run(stopHandler(operation(requester, OperationKind.STOP, job.gameId(), "", reason)));
    }

    /** Returns null if the runtime is not, or no longer, in the recorded state. */
    @Nullable
    Operation exited(Requester requester, GameRuntime known, @Nullable Integer exitCode, @Nullable Instant exitedAt) {
        return attempt(new ExitHandler(
                operation(
                        requester,
                        OperationKind.EXIT,
                        known.gameId(),
                        known.imageRef(),
                        exitCode == null ? "" : exitCode.toString()),
                known.containerId(),
                exitCode,
                exitedAt,
                settings,
                clock));
    }

    /** Returns null if there is nothing to restart any more. */
    @Nullable
    Operation restart(GameRuntime gone) {
        int times = gone.restarts() + 1;
        Requester requester = Requester.watcher(gone.tenant(), RestartHandler.ref(gone, times));
        return attempt(new RestartHandler(
                operation(requester, OperationKind.RESTART, gone.gameId(), gone.imageRef(), ""),
                times,
                driver,
                settings,
                clock));
    }

    /** Finishes an operation that a crash interrupted and that its source does not repeat. */
    void resume(Operation open, GameRuntime held) {
        LOG.info(
                "operation resumed; operation_id={} kind={} game_id={}",
                open.id(),
                open.kind().code(),
                open.gameId());
        switch (open.kind()) {
            case START -> runHere(startHandler(open));
            case STOP -> runHere(stopHandler(open));
            case EXIT -> attempt(new ExitHandler(open, held.containerId(), code(open.reason()), null, settings, clock));
            case RESTART -> attempt(new RestartHandler(open, held.restarts() + 1, driver, settings, clock));
        }
    }

    private static @Nullable Integer code(String text) {
        return text.isEmpty() ? null : Integer.valueOf(text);
    }

    private StartHandler startHandler(Operation operation) {
        return new StartHandler(operation, driver, settings, clock);
    }

    private StopHandler stopHandler(Operation operation) {
        return new StopHandler(operation, driver, settings, clock);
    }

    private Operation operation(Requester requester, OperationKind kind, String game, String image, String reason) {
        Instant now = clock.instant();
        return new Operation(
                Operation.PREFIX + ids.next(now),
                requester.tenant(),
                game,
                kind,
                requester.source(),
                requester.ref(),
                image,
                reason,
                null,
                now,
                null,
                requester.publication());
    }

    /** Begins an operation with the next commit and then performs it on a job thread. */
    private Underway run(OperationHandler handler) {
        CompletableFuture<Operation> driven = new CompletableFuture<>();
        CompletableFuture<Operation> ended = begin(handler)
                .thenComposeAsync(begun -> perform(handler, begun, driven), threads.drivers())
                .whenComplete((operation, failure) -> {
                    if (failure == null) {
                        driven.complete(operation);
                    } else {
                        driven.completeExceptionally(failure);
                    }
                });
        return new Underway(driven, ended);
    }

    /** Performs an operation on this thread and waits for its end. */
    private Operation runHere(OperationHandler handler) {
        return awaited(perform(handler, awaited(begin(handler)), new CompletableFuture<>()));
    }

    /** Runs the operation on this thread, or returns null if the runtime is not available. */
    private @Nullable Operation attempt(OperationHandler handler) {
        return switch (awaited(begin(handler))) {
            case Begun.Ended(Operation before) -> before;
            case Begun.Held held -> awaited(drive(handler, held, new CompletableFuture<>()));
            case Begun.Absent _ -> null;
            case Begun.Busy _ -> null;
        };
    }

    private CompletableFuture<Begun> begin(OperationHandler handler) {
        return commits.submit(changes -> changes.begin(handler.operation(), handler::whileHeld, handler.hold()));
    }

    /** Waits for the runtime, up to the busy timeout, and drives it. */
    private CompletableFuture<Operation> perform(
            OperationHandler handler, Begun first, CompletableFuture<Operation> driven) {
        Operation wanted = handler.operation();
        long since = ticker.nanos();
        boolean cancelledStart = false;
        Begun begun = first;
        while (true) {
            switch (begun) {
                case Begun.Ended(Operation before) -> {
                    return CompletableFuture.completedFuture(before);
                }
                case Begun.Held held -> {
                    // An operation that cancelled a start may find its work done already, as
                    // may one that resumes after a crash.
                    Begun.Held mine = new Begun.Held(held.operation(), held.before(), cancelledStart || held.resumed());
                    return drive(handler, mine, driven);
                }
                case Begun.Absent _ -> {
                    return conclude(wanted, Objects.requireNonNull(handler.absent()));
                }
                case Begun.Busy(GameRuntime runtime) -> {
                    if (starting.containsKey(Game.of(wanted))) {
                        cancelledStart |= handler.cancelStart();
                    }
                    if (ticker.nanos() - since > settings.busyTimeout().toNanos()) {
                        return conclude(wanted, handler.busy(runtime));
                    }
                    awaitFreed();
                    begun = awaited(begin(handler));
                }
            }
        }
    }

    /**
     * Drives the runtime on this thread. The future completes when the result is durable.
     *
     * @param driven completes as soon as the result is submitted, so that the next operation begins with the same commit
     */
    private CompletableFuture<Operation> drive(
            OperationHandler handler, Begun.Held held, CompletableFuture<Operation> driven) {
        Operation operation = held.operation();
        Game game = Game.of(operation);
        boolean start = operation.kind() == OperationKind.START || operation.kind() == OperationKind.RESTART;
        if (start) {
            starting.put(game, operation);
        }
        CompletableFuture<Operation> ended;
        try {
            ended = finish(operation, handler.drive(held));
            driven.complete(operation);
        } catch (RuntimeException | Error failed) {
            ended = CompletableFuture.failedFuture(failed);
        }
        return ended.whenComplete((_, _) -> {
            starting.remove(game, operation);
            freed.getAndSet(new CompletableFuture<>()).complete(operation);
        });
    }

    private CompletableFuture<Operation> finish(Operation operation, OperationHandler.Done done) {
        Operation ended = operation.ended(done.end(), clock.instant());
        return commits.submitWithRetries(changes -> changes.finish(ended, done.after()))
                .thenCompose(mine -> mine ? CompletableFuture.completedFuture(report(ended)) : lost(operation));
    }

    /**
     * Handles an operation whose hold expired, so that another operation took the runtime, or that finished
     * twice at once.
     */
    private CompletableFuture<Operation> lost(Operation operation) {
        LOG.warn("operation exceeded its hold; operation_id={} game_id={}", operation.id(), operation.gameId());
        return conclude(
                operation, JobEnd.failure(JobCode.INTERNAL_ERROR, "the operation exceeded its maximum duration"));
    }

    private CompletableFuture<Operation> conclude(Operation operation, JobEnd end) {
        Operation ended = operation.ended(end, clock.instant());
        return commits.submitWithRetries(changes -> changes.conclude(ended)).thenApply(this::report);
    }

    static <T> T awaited(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException failed) {
            throw Cause.unchecked(failed);
        }
    }

    private Operation report(Operation ended) {
        listener.ended(ended);
        OperationLog.ended(ended);
        return ended;
    }

    private void awaitFreed() {
        try {
            Operation other = freed.get().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("operation released its runtime; operation_id={}", other.id());
        } catch (TimeoutException lookAgain) {
            // Other nodes do not signal this one.
            LOG.trace("runtime still held");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("the server is shutting down", stopping);
        }
    }
}
