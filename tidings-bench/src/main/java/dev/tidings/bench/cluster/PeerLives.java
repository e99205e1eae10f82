package dev.tidings.bench.cluster;

import dev.tidings.bench.measure.Turns;
import org.jspecify.annotations.Nullable;

/**
 * Runs a peer both ways: all items enqueued before processing, and both at the same time. The warm-up decides which
 * is faster; that one counts.
 */
final class PeerLives implements Turns.Side<LifeRates> {
    private static final int WARM_UP_PART = 4;

    private final PeerProcess peer;
    private final int count;
    private final int inFlight;
    private final @Nullable Integer sink;
    private final Before before;
    private int next;
    private int last;
    private boolean together;

    /** Prepares for items from {@code first} on. */
    @FunctionalInterface
    interface Before {
        void run(int first, int count) throws Exception;
    }

    PeerLives(PeerProcess peer, int count, int inFlight, @Nullable Integer sink, Before before) {
        this.peer = peer;
        this.count = count;
        this.inFlight = inFlight;
        this.sink = sink;
        this.before = before;
    }

    @Override
    public LifeRates round(boolean warmUp) throws Exception {
        if (warmUp) {
            LifeRates apart = run(count / WARM_UP_PART, false);
            LifeRates both = run(count / WARM_UP_PART, true);
            together = both.whole() > apart.whole();
            return together ? both : apart;
        }
        LifeRates apart = run(count, false);
        if (!together) {
            return apart;
        }
        LifeRates both = run(count, true);
        return new LifeRates(apart.enqueue(), apart.process(), Math.max(apart.whole(), both.whole()));
    }

    /** The number of items in the last run. */
    int lastCount() {
        return last;
    }

    private LifeRates run(int items, boolean atTheSameTime) throws Exception {
        int first = next;
        next += items;
        last = items;
        before.run(first, items);
        return peer.run(first, items, atTheSameTime, inFlight, sink);
    }
}
