package dev.tidings.engine.dispatch;

import dev.tidings.core.time.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * How many sends a lane may begin a second; refilled evenly, with a burst of one second's worth at most. Divided among
 * nodes, each has its part, and never less than one send in ten seconds.
 */
final class RateLimit {
    private static final int SECONDS_A_SEND_AT_MOST = 10;

    private final int perSecond;
    private final Bucket bucket;
    private int sharers = 1;

    RateLimit(int perSecond, Ticker ticker) {
        this.perSecond = perSecond;
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new Meter(ticker))
                .addLimit(bandwidth(1))
                .build();
    }

    /** Takes this node's part of the rate from now on; what it has saved up shrinks or grows with it. */
    synchronized void share(int nodes) {
        int among = Math.clamp(nodes, 1, perSecond * SECONDS_A_SEND_AT_MOST);
        if (among != sharers) {
            sharers = among;
            bucket.replaceConfiguration(
                    BucketConfiguration.builder().addLimit(bandwidth(among)).build(),
                    TokensInheritanceStrategy.PROPORTIONALLY);
        }
    }

    private Bandwidth bandwidth(int among) {
        return Bandwidth.builder()
                .capacity(Math.max(1, perSecond / among))
                .refillGreedy(perSecond, Duration.ofSeconds(among))
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
