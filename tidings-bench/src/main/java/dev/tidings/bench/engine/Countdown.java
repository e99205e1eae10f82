package dev.tidings.bench.engine;

import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Limits the intents in flight, each from submission to the durable result of its delivery, and counts commits. */
public final class Countdown implements EngineListener {
    private static final Duration STALLED = Duration.ofMinutes(1);

    private final AtomicReference<@Nullable Throwable> refusal = new AtomicReference<>();
    private final Semaphore window;
    private final CountDownLatch open;
    private final LongAdder commits = new LongAdder();
    private final LongAdder items = new LongAdder();

    public Countdown(int deliveries, int inFlight) {
        this.window = new Semaphore(inFlight);
        this.open = new CountDownLatch(deliveries);
    }

    /** Waits for a permit. */
    public void enter() throws InterruptedException {
        if (!window.tryAcquire(STALLED.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException("nothing was sent for " + STALLED.toSeconds() + " s; " + open.getCount()
                    + " deliveries are not; refused: " + refusal.get());
        }
    }

    /** Records why an intent was not accepted, which stalls the run. */
    public void refused(Throwable why) {
        refusal.set(why);
    }

    public void awaitAll(Duration atMost) throws InterruptedException {
        if (!open.await(atMost.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new IllegalStateException(open.getCount() + " deliveries are not sent after " + atMost.toSeconds()
                    + " s; refused: " + refusal.get());
        }
    }

    /** The average number of accepts and completions per commit. */
    public double itemsPerCommit() {
        return items.sum() / (double) Math.max(1, commits.sum());
    }

    @Override
    public void deliveryFinished(String channel, String type, DeliveryStatus status, @Nullable String reason) {
        if (status != DeliveryStatus.SENT) {
            throw new IllegalStateException("a delivery ended " + status.code() + " (" + reason + "); expected sent");
        }
        open.countDown();
        window.release();
    }

    @Override
    public void committed(String verb, int count, Duration took) {
        commits.increment();
        items.add(count);
    }
}
