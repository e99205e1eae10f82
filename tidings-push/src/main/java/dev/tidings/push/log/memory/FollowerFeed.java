package dev.tidings.push.log.memory;

import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.Position;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a ring's entries to one follower, one call at a time; entries that arrive during a call are batched into
 * the next.
 */
final class FollowerFeed {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerFeed.class);

    private final EventRing ring;
    private final Follower follower;
    private final Executor executor;
    private final AtomicInteger signals = new AtomicInteger();
    private final AtomicBoolean restarted = new AtomicBoolean();
    private volatile boolean stopped;
    private @Nullable Position delivered;

    FollowerFeed(EventRing ring, Follower follower, Executor executor) {
        this.ring = ring;
        this.follower = follower;
        this.executor = executor;
    }

    void signal() {
        if (signals.getAndIncrement() == 0) {
            executor.execute(this::run);
        }
    }

    /** Begins again, without events that were removed. */
    void restart() {
        restarted.set(true);
        signal();
    }

    void stop() {
        stopped = true;
    }

    private void run() {
        int seen = signals.get();
        try {
            if (!stopped) {
                deliver();
            }
        } catch (RuntimeException defect) {
            LOG.error("event log follower failed", defect);
        }
        if (signals.addAndGet(-seen) > 0) {
            executor.execute(this::run);
        }
    }

    private void deliver() {
        if (restarted.getAndSet(false)) {
            delivered = null;
        }
        EventRing.Slice slice = ring.behind(delivered);
        if (delivered == null || slice.floor().isAfter(delivered)) {
            // The first call, or events were removed, or the ring dropped events that the follower has not received.
            delivered = slice.head();
            follower.begin(slice.floor(), slice.entries());
        } else if (!slice.entries().isEmpty()) {
            delivered = slice.head();
            follower.appended(slice.entries());
        }
    }
}
