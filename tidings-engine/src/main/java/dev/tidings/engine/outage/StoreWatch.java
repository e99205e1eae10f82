package dev.tidings.engine.outage;

import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.StoreBusy;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tracks the availability of the store. After a failure reported by {@link OutageGuard}, it probes the store with a
 * write at short intervals and refuses all other calls until a write succeeds.
 */
public final class StoreWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StoreWatch.class);
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(20), Duration.ofMillis(500));

    private static final Duration LOGGED_EVERY = Duration.ofMinutes(1);
    private static final int REASONS = 100;

    private final Runnable probe;
    private final Executor writer;
    private final Timer timer;
    private final InstantSource clock;
    private final Ticker ticker;
    private final EngineListener listener;

    /** When each reason for a single failed call was last logged, in nanoseconds of the ticker. */
    private final Map<String, Long> refusals = new ConcurrentHashMap<>();

    private volatile @Nullable Outage outage;
    private volatile @Nullable Thread prober;
    private long lostAtNanos;

    /** The end of the last outage; null before. */
    private volatile @Nullable Return lastReturn;

    private record Return(long atNanos, Duration outage) {}

    /** Runs a short task later. */
    @FunctionalInterface
    public interface Timer {
        void after(Duration delay, Runnable task);
    }

    /**
     * @param probe makes a write durable or throws; bounded in time
     * @param writer runs the probe; monitoring ends when it is shut down
     * @param clock this machine's clock, because the store's is unavailable during an outage
     */
    public StoreWatch(
            Runnable probe, Executor writer, Timer timer, InstantSource clock, Ticker ticker, EngineListener listener) {
        this.probe = probe;
        this.writer = writer;
        this.timer = timer;
        this.clock = clock;
        this.ticker = ticker;
        this.listener = listener;
    }

    /** The current outage; null while the store is available. */
    public @Nullable Outage outage() {
        return outage;
    }

    /** Throws a {@link StoreUnavailable} during an outage. */
    public void require() {
        Outage now = outage;
        if (now != null) {
            throw now.refusal();
        }
    }

    /** An executor that refuses, with a {@link StoreUnavailable}, what would only wait there for an outage to end. */
    public Executor guarding(Executor executor) {
        return task -> {
            require();
            executor.execute(task);
        };
    }

    /** Whether an outage of at least this length ended less than so long ago. */
    boolean backFrom(Duration least, Duration ago) {
        Return last = lastReturn;
        return last != null && last.outage().compareTo(least) >= 0 && ticker.nanos() - last.atNanos() < ago.toNanos();
    }

    long begin() {
        return ticker.nanos();
    }

    /** @param begunNanos when the failed call began; calls from before the last recovery are ignored */
    synchronized void failed(StoreUnavailable failure, long begunNanos) {
        Return last = lastReturn;
        if (outage != null || (last != null && begunNanos - last.atNanos() < 0)) {
            return;
        }
        lostAtNanos = begunNanos;
        outage = new Outage(clock.instant().truncatedTo(ChronoUnit.MILLIS), failure.reason());
        LOG.warn(
                "store unavailable; intents are refused, claims pause, completions are kept and retried; cause={}",
                failure.getMessage());
        LOG.debug("store unavailable", failure);
        listener.storeLost();
        timer.after(PAUSES.after(1), () -> look(1));
    }

    /** Logs a call that failed alone: once per reason and minute, since many may fail alike. */
    void refused(StoreBusy failure) {
        long now = ticker.nanos();
        Long logged = refusals.get(failure.reason());
        if (logged != null && now - logged < LOGGED_EVERY.toNanos()) {
            return;
        }
        if (refusals.size() >= REASONS) {
            refusals.clear();
        }
        refusals.put(failure.reason(), now);
        LOG.warn("store call failed; the store is available; cause={}", failure.getMessage());
        LOG.debug("store call failed", failure);
    }

    private void look(int looks) {
        try {
            writer.execute(() -> probe(looks));
        } catch (RejectedExecutionException stopped) {
            LOG.debug("store monitoring stops with the server");
        }
    }

    /** Whether the calling thread runs the probe, whose calls no outage may refuse. */
    boolean probing() {
        return Thread.currentThread().equals(prober);
    }

    private void probe(int looks) {
        long begun = ticker.nanos();
        try {
            prober = Thread.currentThread();
            probe.run();
        } catch (RuntimeException | Error away) {
            LOG.debug("store still unavailable", away);
            timer.after(PAUSES.after(looks + 1), () -> look(looks + 1));
            return;
        } finally {
            prober = null;
        }
        returned(begun);
    }

    private synchronized void returned(long probedNanos) {
        Duration lasted = Duration.ofNanos(ticker.nanos() - lostAtNanos);
        LOG.info("store available again after {} ms", lasted.toMillis());
        listener.storeBack(lasted);
        // Last, so that callers that see the recovery also see it logged and counted.
        lastReturn = new Return(probedNanos, lasted);
        outage = null;
    }
}
