package dev.tidings.push.gateway.transport;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.HubSubscription;
import dev.tidings.push.gateway.Subscriber;
import dev.tidings.push.gateway.SubscriptionSpec;
import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Takes frames from the hub and writes them when the socket accepts more. Confined to the connection's event loop. There is one per subscriber, so
 * each field counts.
 */
public abstract class EventOutput implements Subscriber {
    private static final int WRITE_BYTES = 64 * 1024;

    /** The maximum number of pending control messages. */
    private static final int MAX_CONTROL_MESSAGES = 64;

    /** The index in its loop's list; used only by that loop. */
    int index = -1;

    private final EventTransports transports;
    private final Encoding encoding;
    private final SubscriptionSpec wanted;
    private final @Nullable Instant until;

    private volatile @Nullable TransportLoop loop;

    private @Nullable HubSubscription events;
    private @Nullable ArrayDeque<byte[]> control;
    private boolean writing;
    private boolean last;
    private boolean done;
    private boolean cutting;
    private int silentRounds;

    /** @param until when the subscriber's token expires; null for no expiry */
    EventOutput(EventTransports transports, Encoding encoding, SubscriptionSpec wanted, @Nullable Instant until) {
        this.transports = transports;
        this.encoding = encoding;
        this.wanted = wanted;
        this.until = until;
    }

    // What differs between the outputs.

    /** Whether each write is a chunk of a response over HTTP/1.1, which the output ends itself. */
    abstract boolean chunked();

    /** Whether the socket accepts another write. */
    abstract boolean accepts();

    /** Writes and releases the bytes. */
    abstract void put(ByteBuf bytes);

    /** Ends the output after the last frame. */
    abstract void completed();

    /** Ends the output even if the peer does not read. */
    abstract void cut();

    // Beginning.

    /** Starts the rounds of this loop. */
    final void begin(TransportLoop on) {
        loop = on;
        on.add(this);
    }

    /** Opens the subscription. */
    final void open() {
        if (!done) {
            events = transports.hub().subscribe(wanted, on().executor(), this);
            write();
        }
    }

    // Writing.

    @Override
    public final void ready(HubSubscription subscription) {
        events = subscription;
        write();
        if (!done && !cutting && subscription.ended()) {
            // The peer may never read the last frame.
            cutLater();
        }
    }

    /** Sends a control message as soon as the socket accepts it. Must run on the event loop. */
    public final void send(byte[] bytes) {
        if (done || last) {
            return;
        }
        if (control == null) {
            control = new ArrayDeque<>(2);
        }
        if (control.size() >= MAX_CONTROL_MESSAGES) {
            // The peer sends requests but does not read the answers.
            cut();
            return;
        }
        control.add(bytes);
        write();
    }

    /** Sends a last control message and ends the output. Must run on the event loop. */
    public final void end(byte[] bytes) {
        send(bytes);
        if (!done && !last) {
            last = true;
            close();
            write();
            if (!done) {
                cutLater();
            }
        }
    }

    /** Writes while the socket accepts. */
    final void write() {
        if (writing) {
            return;
        }
        writing = true;
        try {
            while (accepts() && !done) {
                ByteBuf next = next();
                if (next == null) {
                    break;
                }
                silentRounds = 0;
                put(next);
            }
        } finally {
            writing = false;
        }
    }

    private @Nullable ByteBuf next() {
        byte[] own = control == null ? null : control.poll();
        if (own != null) {
            return on().batch().of(own, chunked());
        }
        // An idle subscriber keeps no queue.
        control = null;
        if (last) {
            complete();
            return null;
        }
        if (events == null) {
            return null;
        }
        List<Frame> frames = events.take(WRITE_BYTES);
        if (frames.isEmpty()) {
            return null;
        }
        last = frames.getLast() instanceof Frame.Ended;
        return on().batch().of(frames, encoding, chunked());
    }

    /** The socket accepted something. */
    final void heard() {
        silentRounds = 0;
    }

    /** Called once per round of its loop. */
    final void round(Instant now) {
        if (done) {
            return;
        }
        silentRounds++;
        if (until != null && !now.isBefore(until) && events != null) {
            events.expire();
        } else if (!accepts()) {
            if (silentRounds > on().readTimeoutRounds()) {
                cut();
            }
        } else if (silentRounds > 1) {
            send(encoding.heartbeat());
        }
    }

    // Ending.

    private void complete() {
        if (finish()) {
            completed();
        }
    }

    /** Ends the subscription and leaves the loop; false if that is done already. */
    final boolean finish() {
        if (done) {
            return false;
        }
        done = true;
        close();
        TransportLoop on = loop;
        if (on != null) {
            on.remove(this);
        }
        control = null;
        transports.left(wanted);
        return true;
    }

    final boolean done() {
        return done;
    }

    private void close() {
        if (events != null) {
            events.close();
        }
    }

    private void cutLater() {
        cutting = true;
        var _ = on().executor().schedule(this::cut, transports.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    final @Nullable TransportLoop loop() {
        return loop;
    }

    private TransportLoop on() {
        return Objects.requireNonNull(loop, "the output has not begun");
    }
}
