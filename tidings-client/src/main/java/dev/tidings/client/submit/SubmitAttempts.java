package dev.tidings.client.submit;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The time limit and the attempts of one submission. */
final class SubmitAttempts {
    private final SubmitOptions options;
    private final long begin = System.nanoTime();
    private int count;

    SubmitAttempts(SubmitOptions options) {
        this.options = options;
    }

    int count() {
        return count;
    }

    /** Counts an attempt and returns its time limit. */
    Duration next() {
        count++;
        Duration left = left();
        return left.compareTo(options.tryWithin()) < 0 ? left : options.tryWithin();
    }

    /** Waits for the next attempt; returns false when it would start after the limit, or the thread was interrupted. */
    boolean pause(@Nullable Duration retryAfter) {
        Duration wait = options.backoff().delay(count, ThreadLocalRandom.current());
        if (retryAfter != null && retryAfter.compareTo(wait) > 0) {
            wait = retryAfter;
        }
        if (wait.compareTo(left()) >= 0) {
            return false;
        }
        try {
            TimeUnit.NANOSECONDS.sleep(wait.toNanos());
            return true;
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Duration left() {
        return options.within().minusNanos(System.nanoTime() - begin);
    }
}
