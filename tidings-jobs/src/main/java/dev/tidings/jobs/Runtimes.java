package dev.tidings.jobs;

import dev.tidings.core.id.Ids;
import dev.tidings.core.job.GameRuntime;
import dev.tidings.core.job.JobCode;
import dev.tidings.core.job.JobEnd;
import dev.tidings.core.job.Operation;
import dev.tidings.core.job.OperationKind;
import dev.tidings.core.job.RuntimeDriver;
import dev.tidings.core.job.StartJob;
import dev.tidings.core.job.StopJob;
import dev.tidings.core.store.RuntimeStore;
import dev.tidings.core.store.RuntimeStore.Begun;
import dev.tidings.core.telemetry.JobListener;
import dev.tidings.core.text.BlankText;
import dev.tidings.core.time.Ticker;
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
 * Starts and stops runtimes, one operation a game at a time. Calls block, for the driver too: they belong on the job
 * threads. Asked again under the same name, each goes on where the last one ended, whatever came between.
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

    /** Games that a start of this process works on. */
    private final Map<Game, Operation> starting = new ConcurrentHashMap<>();

    /** Done when some operation of this process lets go. */
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

    /** Returns the operation when it has ended, and its end is durable. */
    public Operation start(Requester asker, StartJob job) {
        String image = job.imageRef();
        if (BlankText.isBlank(image) || image.length() > IMAGE_CHARS) {
            String shown = image.length() > IMAGE_CHARS ? image.substring(0, IMAGE_CHARS) : image;
            Operation operation = operation(asker, OperationKind.START, job.gameId(), shown, "");
            return conclude(
                    operation,
                    JobEnd.failure(
                            JobCode.INVALID_IMAGE_REF,
                            "image_ref has " + image.length() + " characters; expected 1 to " + IMAGE_CHARS));
        }
        return run(startVerb(operation(asker, OperationKind.START, job.gameId(), image, "")));
    }

    /** Returns the operation when it has ended, and its end is durable. */
    public Operation stop(Requester asker, StopJob job) {
        String reason = job.reason().length() > REASON_CHARS ? job.reason().substring(0, REASON_CHARS) : job.reason();
        return run(stopVerb(operation(asker, OperationKind.STOP, job.gameId(), "", reason)));
    }

    /** Null when it is not, or no longer, what the record says. */
    @Nullable
    Operation exited(Requester asker, GameRuntime known, @Nullable Integer exitCode, @Nullable Instant exitedAt) {
        return attempt(new ExitHandler(
                operation(
                        asker,
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

    /** Null when there is nothing to start again any more. */
    @Nullable
    Operation restart(GameRuntime gone) {
        int times = gone.restarts() + 1;
        Requester asker = Requester.watcher(gone.tenant(), RestartHandler.ref(gone, times));
        return attempt(new RestartHandler(
                operation(asker, OperationKind.RESTART, gone.gameId(), gone.imageRef(), ""),
                times,
                driver,
                settings,
                clock));
    }

    /** Ends what began before the process died and nothing asks for again. */
    void resume(Operation open, GameRuntime held) {
        LOG.info("operation {} ({} of game {}) goes on", open.id(), open.kind().code(), open.gameId());
        switch (open.kind()) {
            case START -> run(startVerb(open));
            case STOP -> run(stopVerb(open));
            case EXIT -> attempt(new ExitHandler(open, held.containerId(), code(open.reason()), null, settings, clock));
            case RESTART -> attempt(new RestartHandler(open, held.restarts() + 1, driver, settings, clock));
        }
    }

    private static @Nullable Integer code(String text) {
        return text.isEmpty() ? null : Integer.valueOf(text);
    }

    private StartHandler startVerb(Operation operation) {
        return new StartHandler(operation, driver, settings, clock);
    }

    private StopHandler stopVerb(Operation operation) {
        return new StopHandler(operation, driver, settings, clock);
    }

    private Operation operation(Requester asker, OperationKind kind, String game, String image, String reason) {
        Instant now = clock.instant();
        return new Operation(
                Operation.PREFIX + ids.next(now),
                asker.tenant(),
                game,
                kind,
                asker.source(),
                asker.ref(),
                image,
                reason,
                null,
                now,
                null,
                asker.publication());
    }

    /** Waits for the game, within the bound. */
    private Operation run(OperationHandler verb) {
        Operation wanted = verb.operation();
        long begun = ticker.nanos();
        boolean hurried = false;
        while (true) {
            switch (threads.stored(() -> store.begin(wanted, verb::meanwhile, verb.hold()))) {
                case Begun.Ended(Operation before) -> {
                    return before;
                }
                case Begun.Held held -> {
                    // Who ended a start has done its part already, as one who goes on after a crash may have.
                    return drive(verb, new Begun.Held(held.operation(), held.before(), hurried || held.resumed()));
                }
                case Begun.Absent _ -> {
                    return conclude(wanted, Objects.requireNonNull(verb.absent()));
                }
                case Begun.Busy(GameRuntime runtime) -> {
                    if (starting.containsKey(Game.of(wanted))) {
                        hurried |= verb.hurry();
                    }
                    if (ticker.nanos() - begun > settings.patience().toNanos()) {
                        return conclude(wanted, verb.busy(runtime));
                    }
                    awaitFreed();
                }
            }
        }
    }

    /** Does it now, or not at all: null. */
    private @Nullable Operation attempt(OperationHandler verb) {
        Operation wanted = verb.operation();
        return switch (threads.stored(() -> store.begin(wanted, verb::meanwhile, verb.hold()))) {
            case Begun.Ended(Operation before) -> before;
            case Begun.Held held -> drive(verb, held);
            case Begun.Absent _ -> null;
            case Begun.Busy _ -> null;
        };
    }

    private Operation drive(OperationHandler verb, Begun.Held held) {
        Operation operation = held.operation();
        Game game = Game.of(operation);
        boolean start = operation.kind() == OperationKind.START || operation.kind() == OperationKind.RESTART;
        if (start) {
            starting.put(game, operation);
        }
        try {
            OperationHandler.Done done = verb.drive(held);
            Operation ended = operation.ended(done.end(), clock.instant());
            boolean mine = threads.storedPatiently(() -> store.finish(ended, done.after()));
            return mine ? told(ended) : lost(operation);
        } finally {
            starting.remove(game, operation);
            freed.getAndSet(new CompletableFuture<>()).complete(operation);
        }
    }

    /** Another had the runtime before this one ended, or this one was ended twice at a time. */
    private Operation lost(Operation operation) {
        LOG.warn("operation {} took longer than it may hold game {}", operation.id(), operation.gameId());
        return conclude(
                operation, JobEnd.failure(JobCode.INTERNAL_ERROR, "it took longer than it may hold the runtime"));
    }

    private Operation conclude(Operation operation, JobEnd end) {
        return told(threads.storedPatiently(() -> store.conclude(operation.ended(end, clock.instant()))));
    }

    private Operation told(Operation ended) {
        listener.ended(ended);
        OperationLog.ended(ended);
        return ended;
    }

    private void awaitFreed() {
        try {
            Operation other = freed.get().get(LOOK.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("operation {} let go", other.id());
        } catch (TimeoutException lookAgain) {
            // Another node tells nobody here.
            LOG.trace("still held");
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            throw new RejectedExecutionException("the server stops", stopping);
        }
    }
}
