package dev.tidings.engine.bulk;

import dev.tidings.core.audit.AuditedWrite;
import dev.tidings.core.bulk.BulkKind;
import dev.tidings.core.bulk.BulkRun;
import dev.tidings.core.bulk.BulkRunStatus;
import dev.tidings.core.bulk.BulkSlice;
import dev.tidings.core.bulk.LeasedBulkRun;
import dev.tidings.core.bulk.NewBulkRun;
import dev.tidings.core.delivery.LeaseToken;
import dev.tidings.core.event.LogUnavailable;
import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.BulkRunStore;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does the bulk runs of this node, a few at a time, and takes over those of nodes that stopped. All store calls run on the
 * writer; the work of a slice runs where its kind chooses.
 */
public final class BulkRunner {
    /** The lease of a run. A slice takes seconds at most; see {@link BulkKind}. */
    public static final Duration LEASE = Duration.ofMinutes(1);

    /** The maximum number of runs per node at a time, without those that pause; the others wait. */
    static final int AT_ONCE = 4;

    static final Duration POLL = Duration.ofSeconds(5);
    /** When a run that has paused looks again for its turn. */
    private static final Duration TURN = Duration.ofSeconds(1);

    private static final Duration TRY_AGAIN = Duration.ofSeconds(5);
    static final Duration RETRY = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(BulkRunner.class);
    private static final Duration STOP_WAIT = Duration.ofSeconds(2);
    private static final Set<ProblemCode> TRANSIENT =
            Set.of(ProblemCode.RESOURCE_EXHAUSTED, ProblemCode.UNAVAILABLE, ProblemCode.TIMEOUT);

    private final BulkRunStore store;
    private final Supplier<LeaseToken> tokens;
    private final Executor writer;
    private final BiConsumer<Duration, Runnable> timer;
    private final Map<String, BulkKind> kinds = new ConcurrentHashMap<>();
    /** By lease: this node may still do a slice of a run whose lease expired, and lease the run again. */
    private final Map<LeaseToken, Held> active = new ConcurrentHashMap<>();

    /** Those of {@link #active} that wait for their next slice. */
    private final Set<LeaseToken> paused = ConcurrentHashMap.newKeySet();

    private volatile boolean stopped;

    /** A run of this node. The future completes when the run ends or leaves this node. */
    private record Held(LeasedBulkRun leased, CompletableFuture<BulkRun> left) {
        BulkRun run() {
            return leased.run();
        }

        Held now(BulkRun run) {
            return new Held(new LeasedBulkRun(run, leased.token()), left);
        }
    }

    /**
     * @param tokens unique among all nodes
     * @param timer runs tasks later
     */
    public BulkRunner(
            BulkRunStore store, Supplier<LeaseToken> tokens, Executor writer, BiConsumer<Duration, Runnable> timer) {
        this.store = store;
        this.tokens = tokens;
        this.writer = writer;
        this.timer = timer;
    }

    /** Adds a kind of runs. All kinds are added before the start. */
    public void add(BulkKind kind) {
        if (kinds.putIfAbsent(kind.name(), kind) != null) {
            throw new IllegalStateException("there are two kinds of bulk runs called " + kind.name());
        }
    }

    /** Looks for runs of nodes that stopped, now and at intervals. */
    public void start() {
        if (stopped) {
            return;
        }
        try {
            writer.execute(this::claim);
        } catch (RejectedExecutionException outage) {
            LOG.debug("no bulk runs are claimed during a store outage");
        }
        timer.accept(POLL, this::start);
    }

    /**
     * A run that was stored.
     *
     * @param run as it was opened
     * @param left completes with the run when it has ended, or as it was last known when it leaves this node
     */
    public record Begun(BulkRun run, CompletableFuture<BulkRun> left) {}

    /** Stores a run that was requested and begins it, as the other method does. */
    public CompletableFuture<Begun> start(NewBulkRun run) {
        return start(run, BulkRunStore.Room.REQUESTED);
    }

    /**
     * Stores a run and begins it. Fails with a {@code ProblemException} if too many runs of the tenant are open, or one with
     * the same subject.
     */
    public CompletableFuture<Begun> start(NewBulkRun run, BulkRunStore.Room room) {
        return CompletableFuture.supplyAsync(
                () -> switch (store.open(run, room, tokens.get(), LEASE)) {
                    case BulkRunStore.Opening.Opened opened ->
                        new Begun(opened.run().run(), begin(opened.run()));
                    case BulkRunStore.Opening.TooMany many -> throw tooMany(room);
                    case BulkRunStore.Opening.Taken taken -> throw taken(run, taken.existing());
                },
                AuditedWrite.carriedTo(writer));
    }

    private static RuntimeException tooMany(BulkRunStore.Room room) {
        int limit = room == BulkRunStore.Room.REQUESTED ? BulkRunStore.OPEN_PER_TENANT : BulkRunStore.OWN_PER_TENANT;
        return Problem.of(
                        ProblemCode.RESOURCE_EXHAUSTED,
                        limit + " bulk runs are in progress, which is the limit per tenant")
                .retryAfter(TRY_AGAIN)
                .exception();
    }

    private static RuntimeException taken(NewBulkRun run, String existing) {
        return new Problem(
                        ProblemCode.ILLEGAL_STATE,
                        "bulk run " + existing + " already does this; wait for its end or cancel it",
                        "subject",
                        run.subject(),
                        "no other open run with the same subject",
                        null)
                .exception();
    }

    /**
     * Begins a run that was opened for this node.
     *
     * @return completes with the run when it has ended, or as it was last known when it leaves this node
     */
    public CompletableFuture<BulkRun> begin(LeasedBulkRun opened) {
        Held held = new Held(opened, new CompletableFuture<>());
        if (stopped || room() <= 0) {
            return CompletableFuture.runAsync(() -> store.release(opened, null, Duration.ZERO), writer)
                    .handle((done, failed) -> opened.run());
        }
        enter(held);
        return held.left();
    }

    /** Takes no more runs and gives back those that it has; waits briefly. A slice under way ends, but no longer counts. */
    public void stop() {
        stopped = true;
        try {
            CompletableFuture.runAsync(
                            () -> active.values().forEach(held -> store.release(held.leased(), null, Duration.ZERO)),
                            writer)
                    .get(STOP_WAIT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (java.util.concurrent.ExecutionException | TimeoutException | RejectedExecutionException failed) {
            LOG.debug("bulk runs were not given back; another node takes them when their leases expire", failed);
        }
    }

    private int room() {
        return AT_ONCE - (active.size() - paused.size());
    }

    private void claim() {
        int room = room();
        if (stopped || room <= 0) {
            return;
        }
        try {
            List<LeasedBulkRun> claimed = store.claim(room, LEASE, tokens);
            claimed.forEach(leased -> enter(new Held(leased, new CompletableFuture<>())));
        } catch (StoreUnavailable unavailable) {
            LOG.debug("no bulk runs are claimed during a store outage");
        } catch (RuntimeException failed) {
            LOG.warn("claiming bulk runs failed; retrying", failed);
        }
    }

    private void enter(Held held) {
        LOG.info(
                "bulk run begins run_id={} kind={}", held.run().id(), held.run().kind());
        active.put(held.leased().token(), held);
        slice(held);
    }

    private void slice(Held held) {
        var _ = begun(held.run())
                .handleAsync((done, failure) -> settle(held, done, failure), writer)
                .exceptionally(lost -> leave(held, held.run(), lost));
    }

    private CompletionStage<BulkSlice> begun(BulkRun run) {
        if (run.status() == BulkRunStatus.CANCELING) {
            return CompletableFuture.completedFuture(BulkSlice.last(0, 0));
        }
        BulkKind kind = kinds.get(run.kind());
        try {
            return kind == null ? CompletableFuture.failedFuture(unknown(run)) : kind.slice(run);
        } catch (RuntimeException failed) {
            return CompletableFuture.failedFuture(failed);
        }
    }

    private static IllegalStateException unknown(BulkRun run) {
        return new IllegalStateException("this server has no bulk runs of the kind " + run.kind());
    }

    private @Nullable Void settle(Held held, @Nullable BulkSlice slice, @Nullable Throwable failure) {
        if (slice == null) {
            return fail(held, failure == null ? new IllegalStateException("a slice without a result") : failure);
        } else if (held.run().status() == BulkRunStatus.CANCELING) {
            return end(held, null, BulkRunStatus.CANCELED, null);
        } else if (slice.next() == null) {
            return end(held, slice, BulkRunStatus.FINISHED, null);
        }
        Optional<BulkRun> now = store.advance(held.leased(), slice, LEASE.plus(slice.pause()));
        if (now.isEmpty()) {
            return leave(held, held.run(), null);
        }
        proceed(held.now(now.get()), slice.pause());
        return null;
    }

    private void proceed(Held held, Duration pause) {
        if (stopped) {
            store.release(held.leased(), null, Duration.ZERO);
            leave(held, held.run(), null);
        } else if (pause.isZero() || held.run().status() == BulkRunStatus.CANCELING) {
            slice(held);
        } else {
            paused.add(held.leased().token());
            timer.accept(pause, () -> resume(held));
        }
    }

    /** Continues after a pause, in which the run may have been canceled, once it is its turn. */
    private void resume(Held held) {
        if (room() <= 0 && !stopped) {
            timer.accept(TURN, () -> resume(held));
            return;
        }
        paused.remove(held.leased().token());
        BulkRun run = held.run();
        var _ = CompletableFuture.supplyAsync(
                        () -> store.find(run.tenant(), run.id()).orElse(run), writer)
                .thenAccept(now -> slice(held.now(now)))
                .exceptionally(lost -> leave(held, run, lost));
    }

    private @Nullable Void fail(Held held, Throwable failure) {
        Throwable cause = Cause.of(failure);
        if (cause instanceof ProblemException refused
                && !TRANSIENT.contains(refused.problem().code())) {
            return end(held, null, BulkRunStatus.FAILED, refused.problem().message());
        }
        LOG.warn(
                "slice of a bulk run failed; retrying run_id={} kind={}",
                held.run().id(),
                held.run().kind(),
                cause);
        store.release(held.leased(), words(cause), RETRY);
        return leave(held, held.run(), null);
    }

    /** What the caller may see. */
    private static String words(Throwable cause) {
        return switch (cause) {
            case ProblemException refused -> refused.problem().message();
            case StoreUnavailable unavailable -> "the store is unavailable: " + unavailable.reason();
            case LogUnavailable _ -> "the event log is unavailable";
            case RejectedExecutionException full -> "too many requests are waiting for the store";
            default -> "internal error; see the server log";
        };
    }

    private @Nullable Void end(Held held, @Nullable BulkSlice slice, BulkRunStatus status, @Nullable String error) {
        BulkRun run = held.run();
        boolean ended = store.end(held.leased(), slice, status, error);
        if (ended) {
            LOG.info("bulk run ended run_id={} kind={} status={}", run.id(), run.kind(), status.code());
        }
        return leave(held, store.find(run.tenant(), run.id()).orElse(run), null);
    }

    /** @param lost why this node lost it; null if it ended or was given back */
    private @Nullable Void leave(Held held, BulkRun run, @Nullable Throwable lost) {
        if (lost != null) {
            LOG.warn(
                    "bulk run interrupted; a node continues it when its lease expires run_id={} kind={}",
                    run.id(),
                    run.kind(),
                    lost);
        }
        active.remove(held.leased().token());
        paused.remove(held.leased().token());
        held.left().complete(run);
        return null;
    }
}
