package dev.tidings.push.gateway.transport;

import dev.tidings.core.retry.Backoff;
import java.time.Duration;
import java.util.function.IntSupplier;
import java.util.random.RandomGenerator;

/**
 * The interval over which subscribers spread their reconnects. It grows with the number of subscribers on this node, because all
 * of them come back when it stops or fails.
 */
public final class ReconnectInterval {
    static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long MILLIS_PER_SECOND = 1_000;

    private final Duration shortest;
    private final int perSecond;
    private final IntSupplier subscribers;
    private final RandomGenerator random;
    private volatile int drained;

    /**
     * @param shortest the interval of a node with few subscribers
     * @param perSecond how many subscribers may come back per second
     * @param subscribers the subscribers of this node now
     */
    ReconnectInterval(Duration shortest, int perSecond, IntSupplier subscribers, RandomGenerator random) {
        this.shortest = shortest;
        this.perSecond = perSecond;
        this.subscribers = subscribers;
        this.random = random;
    }

    /** For clients that choose their wait in it at random. */
    public Duration now() {
        long returning = Math.max(drained, subscribers.getAsInt());
        Duration needed = Duration.ofMillis(returning * MILLIS_PER_SECOND / perSecond);
        Duration interval = needed.compareTo(shortest) > 0 ? needed : shortest;
        return interval.compareTo(LONGEST) > 0 ? LONGEST : interval;
    }

    /**
     * A wait for one EventSource, which always waits exactly as long as the server says. At least the shortest interval, so
     * that none retries at once again and again.
     */
    public Duration drawn(Duration interval) {
        return shortest.plus(Backoff.within(interval, random));
    }

    /** Counts the subscribers that are there now until the end, although they leave one by one. */
    void drain() {
        drained = subscribers.getAsInt();
    }
}
