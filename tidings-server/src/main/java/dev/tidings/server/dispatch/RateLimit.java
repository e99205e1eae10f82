package dev.tidings.server.dispatch;

import dev.tidings.core.time.Ticker;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** How many sends a lane may begin a second; refilled evenly, with a burst of one second's worth at most. */
final class RateLimit {
    private final Bucket bucket;

    RateLimit(int perSecond, Ticker ticker) {
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new Meter(ticker))
                .addLimit(limit -> limit.capacity(perSecond).refillGreedy(perSecond, Duration.ofSeconds(1)))
                .build();
    }

    /** Takes one; returns zero when it was there, or else how many nanoseconds it takes until one is. */
    long takeOrWaitNanos() {
        return bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
    }

    int available() {
        return (int) Math.min(Integer.MAX_VALUE, bucket.getAvailableTokens());
    }

    private record Meter(Ticker ticker) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return ticker.nanos();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
