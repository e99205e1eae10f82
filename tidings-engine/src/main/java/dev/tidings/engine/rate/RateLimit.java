package dev.tidings.engine.rate;

import dev.tidings.core.time.Ticker;
import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.time.Duration;

/**
 * A token bucket, refilled evenly, with a burst of at most one second. Nodes share the rate equally; each gets at least one token per ten
 * seconds.
 */
public final class RateLimit {
    private static final int MAX_SECONDS_PER_TOKEN = 10;

    private final long perSecond;
    private final Bucket bucket;
    private int sharers = 1;

    /** A limit for one node; {@link #share} sets the number of nodes. */
    public RateLimit(long perSecond, Ticker ticker) {
        this.perSecond = perSecond;
        this.bucket = Bucket.builder()
                .withCustomTimePrecision(new Elapsed(ticker, ticker.nanos()))
                .addLimit(bandwidth(1))
                .build();
    }

    /** Sets the number of nodes that share the rate; unused tokens scale with it. */
    public synchronized void share(int nodes) {
        int among = (int) Math.clamp(nodes, 1, perSecond * MAX_SECONDS_PER_TOKEN);
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
    public long takeOrWaitNanos() {
        return bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
    }

    /** Returns the number of tokens that can be taken now. */
    public int available() {
        return (int) Math.min(Integer.MAX_VALUE, bucket.getAvailableTokens());
    }

    /** The bucket compares times, and a ticker may start anywhere, also just before it overflows. */
    private record Elapsed(Ticker ticker, long origin) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return ticker.nanos() - origin;
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
