package dev.tidings.http;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * A deadline for a peer, on the event loop of its connection. It ends one round of the loop after its time: the next round reads
 * what arrived before, so that a loop that is busy with others does not count against this peer.
 */
public final class PeerDeadline {
    private final EventLoop loop;
    private final Runnable late;
    private volatile boolean canceled;
    private volatile Future<?> next;

    private PeerDeadline(EventLoop loop, Duration time, Runnable late) {
        this.loop = loop;
        this.late = late;
        this.next = loop.schedule(this::readOnce, time.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** @param late runs on the event loop unless the deadline is canceled */
    public static PeerDeadline start(EventLoop loop, Duration time, Runnable late) {
        return new PeerDeadline(loop, time, late);
    }

    private void readOnce() {
        // Scheduled tasks of a task run after the next round's reads; those of execute() may run before.
        next = loop.schedule(this::end, 0, TimeUnit.NANOSECONDS);
    }

    private void end() {
        if (!canceled) {
            late.run();
        }
    }

    public void cancel() {
        canceled = true;
        next.cancel(false);
    }
}
