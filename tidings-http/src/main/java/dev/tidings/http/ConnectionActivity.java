package dev.tidings.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.util.AttributeKey;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The requests in progress on a connection, and its deadlines: for the first head, and for the next request. Armeria has an idle timeout too, but it
 * outlives the requests of a connection that was taken from it ({@link DetachedConnection}).
 */
final class ConnectionActivity {
    private static final AttributeKey<ConnectionActivity> KEY =
            AttributeKey.valueOf(ConnectionActivity.class, "activity");

    private final Channel channel;
    private final long idleNanos;
    private final boolean reserved;

    // Guarded by this.
    private @Nullable PeerDeadline head;
    private @Nullable Future<?> idle;
    private int requests;
    private long idleSince;
    private boolean spoken;

    private ConnectionActivity(Channel channel, Duration idleTime, boolean reserved) {
        this.channel = channel;
        this.idleNanos = idleTime.toNanos();
        this.reserved = reserved;
        this.idleSince = ticker().nanoTime();
    }

    /**
     * Starts the deadlines of a new connection. Called on its event loop.
     *
     * @param headTime for the first head
     * @param idleTime without a request
     * @param reserved whether the connection is for probes and operators only
     */
    static void start(Channel channel, Duration headTime, Duration idleTime, boolean reserved) {
        ConnectionActivity activity = new ConnectionActivity(channel, idleTime, reserved);
        channel.attr(KEY).set(activity);
        activity.head = PeerDeadline.start(channel.eventLoop(), headTime, activity::closeSilent);
        activity.idle = activity.checkIn(activity.idleNanos);
    }

    static @Nullable ConnectionActivity of(Channel channel) {
        return channel.attr(KEY).get();
    }

    boolean reserved() {
        return reserved;
    }

    /** Begins a request; returns the number of requests in progress. */
    synchronized int begin() {
        spoken = true;
        return ++requests;
    }

    synchronized void end() {
        requests--;
        idleSince = ticker().nanoTime();
    }

    /** Ends the deadlines, because the connection is closed or serves no more requests. */
    synchronized void stop() {
        if (head != null) {
            head.cancel();
            head = null;
        }
        if (idle != null) {
            idle.cancel(false);
            idle = null;
        }
    }

    /** The idle timeout limits later heads; pieces of a head do not extend it. */
    private void closeSilent() {
        boolean http2 = channel.pipeline().get(Http2ConnectionHandler.class) != null;
        boolean silent;
        synchronized (this) {
            head = null;
            silent = !spoken;
        }
        if (!http2 && silent) {
            var _ = channel.close();
        }
    }

    private Future<?> checkIn(long nanos) {
        return channel.eventLoop().schedule(this::closeIdle, nanos, TimeUnit.NANOSECONDS);
    }

    private void closeIdle() {
        synchronized (this) {
            if (idle == null) {
                return;
            }
            long left = requests > 0 ? idleNanos : idleNanos - (ticker().nanoTime() - idleSince);
            if (left > 0) {
                idle = checkIn(left);
                return;
            }
            idle = null;
        }
        var _ = channel.close();
    }

    private Ticker ticker() {
        return channel.eventLoop().ticker();
    }
}
