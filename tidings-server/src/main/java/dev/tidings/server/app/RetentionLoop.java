package dev.tidings.server.app;

import dev.tidings.core.store.RetentionStore;
import dev.tidings.core.store.RetentionSweep;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.http.feature.Feature;
import dev.tidings.server.config.RetentionSection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Removes data that is older than the configured retention. A sweep is a sequence of small batches on a writer
 * thread with a pause after each, so that intents and completions never wait for more than one batch.
 */
final class RetentionLoop implements Feature {
    private static final Logger LOG = LoggerFactory.getLogger(RetentionLoop.class);
    private static final int BATCH = 200;
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final Duration IDLE = Duration.ofDays(1);
    private static final Duration FIRST = Duration.ofSeconds(30);

    private final RetentionStore store;
    private final List<RetentionSweep> others;
    private final RetentionSection settings;
    private final InstantSource clock;
    private final Executor writer;
    private final ScheduledExecutorService timer;

    /** @param others sweeps over the tables of features, whose rows are kept as long as finished notifications */
    RetentionLoop(
            RetentionStore store,
            List<RetentionSweep> others,
            RetentionSection settings,
            InstantSource clock,
            Executor writer,
            ScheduledExecutorService timer) {
        this.store = store;
        this.others = List.copyOf(others);
        this.settings = settings;
        this.clock = clock;
        this.writer = writer;
        this.timer = timer;
    }

    @Override
    public void start() {
        start(FIRST);
    }

    /** @param first the delay of the first sweep */
    void start(Duration first) {
        later(first, () -> sweep(0));
    }

    /** Removes one batch, then the next until nothing is left. */
    private void sweep(int removedSoFar) {
        int removed = 0;
        try {
            removed = removeOnce();
        } catch (StoreUnavailable away) {
            LOG.debug("retention skipped during a store outage; retrying in {}", settings.every());
        } catch (RuntimeException failed) {
            LOG.warn("retention failed; retrying in {}", settings.every(), failed);
        }
        int sum = removedSoFar + removed;
        if (removed > 0) {
            later(PAUSE, () -> sweep(sum));
            return;
        }
        if (sum > 0) {
            LOG.info("retention removed {} records", sum);
        }
        later(settings.every(), () -> sweep(0));
    }

    private int removeOnce() {
        Instant now = clock.instant();
        Instant finished = now.minus(Duration.ofDays(settings.days()));
        return store.removeFinished(finished, BATCH)
                + store.removeIdempotency(now.minus(Duration.ofDays(settings.idempotencyDays())), BATCH)
                + store.removeOperational(finished, BATCH)
                + store.removeAudit(now.minus(Duration.ofDays(settings.auditDays())), BATCH)
                + others.stream()
                        .mapToInt(other -> other.remove(finished, BATCH))
                        .sum()
                + store.removeIdle(now.minus(IDLE), BATCH);
    }

    private void later(Duration delay, Runnable step) {
        try {
            var _ = timer.schedule(() -> writer.execute(step), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("retention stops with the server");
        }
    }
}
