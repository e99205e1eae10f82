package dev.tidings.engine.dispatch;

import dev.tidings.core.time.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * Limits how many sends a lane may begin per second; refilled evenly, with a burst of at most one second. Nodes share
 * the rate equally; each may send at least once per ten seconds.
 */
final class RateLimit {
    private static final int MAX_SECONDS_PER_SEND = 10;

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

    /** Sets the number of nodes that share the rate; unused tokens scale with it. */
    synchronized void share(int nodes) {
        int among = Math.clamp(nodes, 1, perSecond * MAX_SECONDS_PER_SEND);
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

    /** Takes one token; returns zero on success, otherwise the nanoseconds until the next token. */
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
