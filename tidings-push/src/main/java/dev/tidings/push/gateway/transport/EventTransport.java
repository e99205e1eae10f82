package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.AggregationOptions;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.HubSubscription;
import dev.tidings.push.gateway.SubscriptionSpec;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The streaming response to one subscriber. Armeria's own response types would buffer a second time what the hub
 * already holds; this one takes frames from the hub when the socket requests them. Confined to the connection's
 * event loop.
 */
public final class EventTransport implements HttpResponse, Subscription {
    private static final int WRITE_BYTES = 64 * 1024;

    /** The maximum number of pending control messages. */
    private static final int MAX_CONTROL_MESSAGES = 64;

    private final EventTransports transports;
    private final ServiceRequestContext ctx;
    private final ResponseHeaders head;
    private final Encoding encoding;
    private final SubscriptionSpec wanted;
    private final @Nullable Instant until;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final AtomicBoolean subscribed = new AtomicBoolean();

    /** The index in its loop's list; used only by that loop. */
    int index = -1;

    private volatile @Nullable TransportLoop loop;

    // Confined to the event loop.
    private @Nullable Subscriber<? super HttpObject> subscriber;
    private @Nullable HubSubscription events;
    private @Nullable ArrayDeque<byte[]> control;
    private long demand;
    private boolean headWritten;
    private boolean writing;
    private boolean last;
    private boolean done;
    private boolean cutting;
    private int silentRounds;

    EventTransport(
            EventTransports transports,
            ServiceRequestContext ctx,
            ResponseHeaders head,
            Encoding encoding,
            SubscriptionSpec wanted,
            @Nullable Instant until) {
        this.transports = transports;
        this.ctx = ctx;
        this.head = head;
        this.encoding = encoding;
        this.wanted = wanted;
        this.until = until;
    }

    // Calls from the connection.

    @Override
    public void subscribe(Subscriber<? super HttpObject> to, EventExecutor executor, SubscriptionOption... options) {
        if (!subscribed.compareAndSet(false, true)) {
            throw new IllegalStateException("the response already has a subscriber");
        }
        TransportLoop on = transports.loop(ctx, executor);
        loop = on;
        run(on, () -> start(on, to));
    }

    private void start(TransportLoop on, Subscriber<? super HttpObject> to) {
        subscriber = to;
        on.add(this);
        to.onSubscribe(this);
        if (!done) {
            events = transports.hub().subscribe(wanted, on.executor(), this::onReady);
            write();
        }
    }

    @Override
    public void request(long n) {
        demand += n;
        silentRounds = 0;
        write();
    }

    @Override
    public void cancel() {
        finish(CancelledSubscriptionException.get());
    }

    @Override
    public void abort() {
        abort(AbortedStreamException.get());
    }

    @Override
    public void abort(Throwable cause) {
        TransportLoop on = loop;
        if (on != null) {
            run(on, () -> fail(cause));
        } else if (subscribed.compareAndSet(false, true)) {
            done = true;
            leave(cause);
        }
    }

    // Writing.

    private void onReady(HubSubscription subscription) {
        events = subscription;
        write();
        if (!done && !cutting && subscription.ended()) {
            // The peer may never read the last frame.
            cutLater();
        }
    }

    /** Sends a control message as soon as the socket accepts it. Must run on the event loop. */
    public void send(byte[] bytes) {
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

    /** Sends a last control message and ends the response. Must run on the event loop. */
    public void end(byte[] bytes) {
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

    private void write() {
        Subscriber<? super HttpObject> to = subscriber;
        if (writing || to == null) {
            return;
        }
        writing = true;
        try {
            while (demand > 0 && !done) {
                HttpObject next = next();
                if (next == null) {
                    break;
                }
                demand--;
                silentRounds = 0;
                to.onNext(next);
            }
        } finally {
            writing = false;
        }
    }

    private @Nullable HttpObject next() {
        if (!headWritten) {
            headWritten = true;
            return head;
        }
        byte[] own = control == null ? null : control.poll();
        if (own != null) {
            return HttpData.wrap(own);
        }
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
        return on().batch().of(encoding, frames);
    }

    /** Called once per round of its loop. */
    void round(Instant now) {
        if (done) {
            return;
        }
        silentRounds++;
        if (until != null && !now.isBefore(until) && events != null) {
            events.expire();
        } else if (demand == 0) {
            if (silentRounds > on().readTimeoutRounds()) {
                cut();
            }
        } else if (silentRounds > 1 && headWritten) {
            send(encoding.heartbeat());
        }
    }

    // Ending.

    private void complete() {
        if (!done) {
            done = true;
            close();
            leave(null);
            java.util.Objects.requireNonNull(subscriber).onComplete();
        }
    }

    private void fail(Throwable cause) {
        Subscriber<? super HttpObject> to = subscriber;
        if (!done) {
            finish(cause);
            if (to != null) {
                to.onError(cause);
            }
        }
    }

    private void finish(Throwable cause) {
        if (!done) {
            done = true;
            close();
            leave(cause);
        }
    }

    private void close() {
        if (events != null) {
            events.close();
        }
    }

    private void leave(@Nullable Throwable cause) {
        TransportLoop on = loop;
        if (on != null) {
            on.remove(this);
        }
        control = null;
        transports.left(wanted);
        if (cause == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(cause);
        }
    }

    private void cutLater() {
        cutting = true;
        var _ = on().executor().schedule(this::cut, transports.closeTimeout().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Closes the response even if the peer does not read: resets an HTTP/2 stream, closes an HTTP/1 connection. */
    private void cut() {
        if (done) {
            return;
        }
        RequestLog log = ctx.log().partial();
        fail(AbortedStreamException.get());
        if (!ctx.sessionProtocol().isMultiplex() && log.isAvailable(RequestLogProperty.SESSION)) {
            Channel channel = log.channel();
            if (channel != null) {
                var _ = channel.close();
            }
        }
    }

    private static void run(TransportLoop on, Runnable action) {
        if (on.executor().inEventLoop()) {
            action.run();
        } else {
            on.executor().execute(action);
        }
    }

    private TransportLoop on() {
        return java.util.Objects.requireNonNull(loop, "the response has no subscriber yet");
    }

    @Override
    public CompletableFuture<AggregatedHttpResponse> aggregate(AggregationOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("an endless response cannot be aggregated"));
    }

    @Override
    public boolean isOpen() {
        return !completion.isDone();
    }

    @Override
    public boolean isEmpty() {
        return !isOpen() && !headWritten;
    }

    @Override
    public long demand() {
        return demand;
    }

    @Override
    public CompletableFuture<Void> whenComplete() {
        return completion;
    }
}
