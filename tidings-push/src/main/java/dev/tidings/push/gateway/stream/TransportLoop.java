package dev.tidings.push.gateway.stream;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The outlets of one event loop, and only to be touched on it. One clock for all: a timer an outlet would cost more memory
 * than the outlet.
 */
final class TransportLoop {
    /** How long a peer may take nothing of what is written. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final int LEAST_ROUNDS = 4;

    private final EventExecutor executor;
    private final InstantSource clock;
    private final List<EventTransport> outlets = new ArrayList<>();
    private final EventBatch batch;
    private final int patience;

    TransportLoop(EventExecutor executor, Duration heartbeat, InstantSource clock, ByteBufAllocator alloc) {
        this.executor = executor;
        this.clock = clock;
        this.batch = new EventBatch(alloc);
        // Twice in the time: what was silent the whole last round has been so for no longer than the time.
        long round = Math.max(1, heartbeat.toMillis() / 2);
        this.patience = (int) Math.max(LEAST_ROUNDS, PATIENCE.toMillis() / round);
        var _ = executor.scheduleWithFixedDelay(this::round, round, round, TimeUnit.MILLISECONDS);
    }

    EventExecutor executor() {
        return executor;
    }

    EventBatch batch() {
        return batch;
    }

    /** As rounds. */
    int patience() {
        return patience;
    }

    void add(EventTransport outlet) {
        outlet.place = outlets.size();
        outlets.add(outlet);
    }

    void remove(EventTransport outlet) {
        int place = outlet.place;
        if (place < 0) {
            return;
        }
        outlet.place = -1;
        EventTransport moved = outlets.removeLast();
        if (moved != outlet) {
            outlets.set(place, moved);
            moved.place = place;
        }
    }

    private void round() {
        batch.forget();
        Instant now = clock.instant();
        // From the end: an outlet that leaves meanwhile changes places with one that has been seen.
        for (int i = outlets.size() - 1; i >= 0; i--) {
            if (i < outlets.size()) {
                outlets.get(i).round(now);
            }
        }
    }
}
