package dev.tidings.push.log.memory;

import dev.tidings.core.event.EventLog.Follower;
import dev.tidings.core.event.Position;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings a ring's entries to one follower, one call at a time; what comes during a call goes together into the next. */
final class FollowerFeed {
    private static final Logger LOG = LoggerFactory.getLogger(FollowerFeed.class);

    private final EventRing ring;
    private final Follower follower;
    private final Executor executor;
    private final AtomicInteger signals = new AtomicInteger();
    private volatile boolean stopped;
    private @Nullable Position told;

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

    void stop() {
        stopped = true;
    }

    private void run() {
        int seen = signals.get();
        try {
            if (!stopped) {
                tell();
            }
        } catch (RuntimeException defect) {
            LOG.error("a follower of the event log fails", defect);
        }
        if (signals.addAndGet(-seen) > 0) {
            executor.execute(this::run);
        }
    }

    private void tell() {
        EventRing.Slice slice = ring.behind(told);
        if (told == null || slice.floor().isAfter(told)) {
            // The first time, or more came at once than the ring holds.
            told = slice.head();
            follower.begin(slice.floor(), slice.entries());
        } else if (!slice.entries().isEmpty()) {
            told = slice.head();
            follower.appended(slice.entries());
        }
    }
}
