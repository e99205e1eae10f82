package dev.tidings.push.gateway.transport;

import io.netty.buffer.ByteBufAllocator;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The transports of one event loop; confined to it. One timer serves all of them, because a timer each would need
 * more memory than the output.
 */
final class TransportLoop {
    /** How long a peer may read nothing before its connection is closed. */
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(60);

    private static final int MIN_ROUNDS = 4;

    private final EventExecutor executor;
    private final InstantSource clock;
    private final List<EventOutput> outputs = new ArrayList<>();
    private final EventBatch batch;
    private final int readTimeoutRounds;

    TransportLoop(EventExecutor executor, Duration heartbeat, InstantSource clock, ByteBufAllocator alloc) {
        this.executor = executor;
        this.clock = clock;
        this.batch = new EventBatch(alloc);
        // Two rounds per heartbeat: a output that was silent for a whole round has been silent for at most
        // one heartbeat.
        long round = Math.max(1, heartbeat.toMillis() / 2);
        this.readTimeoutRounds = (int) Math.max(MIN_ROUNDS, READ_TIMEOUT.toMillis() / round);
        var _ = executor.scheduleWithFixedDelay(this::round, round, round, TimeUnit.MILLISECONDS);
    }

    EventExecutor executor() {
        return executor;
    }

    /** Runs an action on this loop, at once if the caller is on it. */
    void run(Runnable action) {
        if (executor.inEventLoop()) {
            action.run();
        } else {
            executor.execute(action);
        }
    }

    EventBatch batch() {
        return batch;
    }

    /** The read timeout, in rounds. */
    int readTimeoutRounds() {
        return readTimeoutRounds;
    }

    void add(EventOutput output) {
        output.index = outputs.size();
        outputs.add(output);
    }

    void remove(EventOutput output) {
        int index = output.index;
        if (index < 0) {
            return;
        }
        output.index = -1;
        // The last one takes its place.
        EventOutput moved = outputs.removeLast();
        if (index < outputs.size()) {
            outputs.set(index, moved);
            moved.index = index;
        }
    }

    private void round() {
        batch.forget();
        Instant now = clock.instant();
        // Backwards: a output that leaves meanwhile is replaced by one that was already visited.
        for (int i = outputs.size() - 1; i >= 0; i--) {
            if (i < outputs.size()) {
                outputs.get(i).round(now);
            }
        }
    }
}
