package dev.tidings.jobs;

import dev.tidings.core.id.Ids;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Ticker;
import dev.tidings.jobs.runtime.GameRuntime;
import dev.tidings.jobs.runtime.JobCode;
import dev.tidings.jobs.runtime.JobEnd;
import dev.tidings.jobs.runtime.Operation;
import dev.tidings.jobs.runtime.OperationKind;
import dev.tidings.jobs.runtime.RuntimeDriver;
import dev.tidings.jobs.runtime.RuntimeStore;
import dev.tidings.jobs.runtime.RuntimeStore.Begun;
import dev.tidings.jobs.runtime.StartJob;
import dev.tidings.jobs.runtime.StopJob;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
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
 * Starts and stops runtimes, one operation per game at a time. Calls block, so they must run on the job threads. A
 * repeated request with the same ref resumes its operation or returns its result.
 */
public final class Runtimes {
    private static final Logger LOG = LoggerFactory.getLogger(Runtimes.class);
    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int IMAGE_CHARS = 512;
    private static final int REASON_CHARS = 2_000;

    private final RuntimeStore store;
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

    private record Game(String tenant, String id) {
        static Game of(Operation operation) {
            return new Game(operation.tenant(), operation.gameId());
        }
    }

    public Runtimes(
            RuntimeStore store,
            RuntimeDriver driver,
            JobSettings settings,
            JobEnvironment environment,
            JobListener listener) {
        this.store = store;
        this.driver = driver;
        this.settings = settings;
        this.threads = environment.threads();
        this.clock = environment.clock();
        this.ticker = environment.ticker();
        this.ids = environment.ids();
        this.listener = listener;
    }

    /** Returns once the operation's result is durable. */
    public Operation start(Requester requester, StartJob job) {
        String image = job.imageRef();
        if (BlankText.isBlank(image) || image.length() > IMAGE_CHARS) {
            String shown = image.length() > IMAGE_CHARS ? image.substring(0, IMAGE_CHARS) : image;
            Operation operation = operation(requester, OperationKind.START, job.gameId(), shown, "");
            return conclude(
                    operation,
                    JobEnd.failure(
                            JobCode.INVALID_IMAGE_REF,
                            "image_ref has " + image.length() + " characters; expected 1 to " + IMAGE_CHARS));
        }
        return run(startHandler(operation(requester, OperationKind.START, job.gameId(), image, "")));
    }

    /** Returns once the operation's result is durable. */
    public Operation stop(Requester requester, StopJob job) {
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
            case START -> run(startHandler(open));
            case STOP -> run(stopHandler(open));
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

    /** Waits for the runtime, up to the busy timeout. */
    private Operation run(OperationHandler handler) {
        Operation wanted = handler.operation();
        long begun = ticker.nanos();
        boolean cancelledStart = false;
        while (true) {
            switch (threads.stored(() -> store.begin(wanted, handler::whileHeld, handler.hold()))) {
                case Begun.Ended(Operation before) -> {
                    return before;
                }
                case Begun.Held held -> {
                    // An operation that cancelled a start may find its work done already, as
                    // may one that resumes after a crash.
                    return drive(
                            handler, new Begun.Held(held.operation(), held.before(), cancelledStart || held.resumed()));
                }
                case Begun.Absent _ -> {
                    return conclude(wanted, Objects.requireNonNull(handler.absent()));
                }
                case Begun.Busy(GameRuntime runtime) -> {
                    if (starting.containsKey(Game.of(wanted))) {
                        cancelledStart |= handler.cancelStart();
                    }
                    if (ticker.nanos() - begun > settings.busyTimeout().toNanos()) {
                        return conclude(wanted, handler.busy(runtime));
                    }
                    awaitFreed();
                }
            }
        }
    }

    /** Runs the operation now, or returns null if the runtime is not available. */
    private @Nullable Operation attempt(OperationHandler handler) {
        Operation wanted = handler.operation();
        return switch (threads.stored(() -> store.begin(wanted, handler::whileHeld, handler.hold()))) {
            case Begun.Ended(Operation before) -> before;
            case Begun.Held held -> drive(handler, held);
            case Begun.Absent _ -> null;
            case Begun.Busy _ -> null;
        };
    }

    private Operation drive(OperationHandler handler, Begun.Held held) {
        Operation operation = held.operation();
        Game game = Game.of(operation);
        boolean start = operation.kind() == OperationKind.START || operation.kind() == OperationKind.RESTART;
        if (start) {
            starting.put(game, operation);
        }
        try {
            OperationHandler.Done done = handler.drive(held);
            Operation ended = operation.ended(done.end(), clock.instant());
            boolean mine = threads.storedWithRetries(() -> store.finish(ended, done.after()));
            return mine ? report(ended) : lost(operation);
        } finally {
            starting.remove(game, operation);
            freed.getAndSet(new CompletableFuture<>()).complete(operation);
        }
    }

    /**
     * Handles an operation whose hold expired, so that another operation took the runtime, or that finished
     * twice at once.
     */
    private Operation lost(Operation operation) {
        LOG.warn("operation exceeded its hold; operation_id={} game_id={}", operation.id(), operation.gameId());
        return conclude(
                operation, JobEnd.failure(JobCode.INTERNAL_ERROR, "the operation exceeded its maximum duration"));
    }

    private Operation conclude(Operation operation, JobEnd end) {
        return report(threads.storedWithRetries(() -> store.conclude(operation.ended(end, clock.instant()))));
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
