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
 * Forgets what is older than the configuration says. A sweep is a chain of small batches on a thread that writes, with a
 * pause after each, so that intents and completions never wait for more than one of them.
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

    /** @param first when the first sweep begins */
    void start(Duration first) {
        later(first, () -> sweep(0));
    }

    /** One batch; goes on with the next as long as there is more. */
    private void sweep(int removedSoFar) {
        int removed = 0;
        try {
            removed = removeOnce();
        } catch (StoreUnavailable away) {
            LOG.debug("retention waits for the store; next time in {}", settings.every());
        } catch (RuntimeException failed) {
            LOG.warn("retention could not remove what is old; next time in {}", settings.every(), failed);
        }
        int sum = removedSoFar + removed;
        if (removed > 0) {
            later(PAUSE, () -> sweep(sum));
            return;
        }
        if (sum > 0) {
            LOG.info("retention removed {} old records", sum);
        }
        later(settings.every(), () -> sweep(0));
    }

    private int removeOnce() {
        Instant now = clock.instant();
        Instant finished = now.minus(Duration.ofDays(settings.days()));
        return store.removeFinished(finished, BATCH)
                + store.removeIdempotency(now.minus(Duration.ofDays(settings.idempotencyDays())), BATCH)
                + store.removeOperational(finished, BATCH)
                + others.stream()
                        .mapToInt(other -> other.remove(finished, BATCH))
                        .sum()
                + store.removeIdle(now.minus(IDLE), BATCH);
    }

    private void later(Duration delay, Runnable step) {
        try {
            var _ = timer.schedule(() -> writer.execute(step), delay.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException stopping) {
            LOG.debug("retention ends with the server");
        }
    }
}
