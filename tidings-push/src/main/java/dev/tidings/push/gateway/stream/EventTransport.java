package dev.tidings.push.gateway.stream;

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
import dev.tidings.push.gateway.Subscribe;
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
 * One subscriber's answer, written as long as it lasts. A response of Armeria's own kinds would queue what the hub has
 * queued already; this one takes from the hub what the socket has asked for. Everything happens on the connection's event
 * loop.
 */
public final class EventTransport implements HttpResponse, Subscription {
    private static final int TURN_BYTES = 64 * 1024;

    /** Of what the transport itself answers. */
    private static final int MOST_ASIDE = 64;

    private final EventTransports outlets;
    private final ServiceRequestContext ctx;
    private final ResponseHeaders head;
    private final Encoding encoding;
    private final Subscribe wanted;
    private final @Nullable Instant until;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final AtomicBoolean given = new AtomicBoolean();

    /** Among its loop's outlets; that loop's. */
    int place = -1;

    private volatile @Nullable TransportLoop loop;

    // On the event loop.
    private @Nullable Subscriber<? super HttpObject> subscriber;
    private @Nullable HubSubscription events;
    private @Nullable ArrayDeque<byte[]> aside;
    private long demand;
    private boolean headed;
    private boolean writing;
    private boolean last;
    private boolean done;
    private boolean cutting;
    private int silentRounds;

    EventTransport(
            EventTransports outlets,
            ServiceRequestContext ctx,
            ResponseHeaders head,
            Encoding encoding,
            Subscribe wanted,
            @Nullable Instant until) {
        this.outlets = outlets;
        this.ctx = ctx;
        this.head = head;
        this.encoding = encoding;
        this.wanted = wanted;
        this.until = until;
    }

    // What the connection asks.

    @Override
    public void subscribe(Subscriber<? super HttpObject> to, EventExecutor executor, SubscriptionOption... options) {
        if (!given.compareAndSet(false, true)) {
            throw new IllegalStateException("an outlet has one reader");
        }
        TransportLoop on = outlets.loop(ctx, executor);
        loop = on;
        run(on, () -> start(on, to));
    }

    private void start(TransportLoop on, Subscriber<? super HttpObject> to) {
        subscriber = to;
        on.add(this);
        to.onSubscribe(this);
        if (!done) {
            events = outlets.hub().subscribe(wanted, on.executor(), this::told);
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
        } else if (given.compareAndSet(false, true)) {
            done = true;
            leave(cause);
        }
    }

    // What is written.

    private void told(HubSubscription subscription) {
        events = subscription;
        write();
        if (!done && !cutting && subscription.ended()) {
            // It may never take its last words.
            cutLater();
        }
    }

    /** Says something that is no event, as soon as the socket takes it. On the event loop. */
    public void say(byte[] bytes) {
        if (done || last) {
            return;
        }
        if (aside == null) {
            aside = new ArrayDeque<>(2);
        }
        if (aside.size() >= MOST_ASIDE) {
            // A peer that asks and does not listen.
            cut();
            return;
        }
        aside.add(bytes);
        write();
    }

    /** Says something last. On the event loop. */
    public void end(byte[] bytes) {
        say(bytes);
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
        if (!headed) {
            headed = true;
            return head;
        }
        byte[] own = aside == null ? null : aside.poll();
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
        List<Frame> frames = events.take(TURN_BYTES);
        if (frames.isEmpty()) {
            return null;
        }
        last = frames.getLast() instanceof Frame.Ended;
        return on().batch().of(encoding, frames);
    }

    /** Once a round of its loop. */
    void round(Instant now) {
        if (done) {
            return;
        }
        silentRounds++;
        if (until != null && !now.isBefore(until) && events != null) {
            events.expire();
        } else if (demand == 0) {
            if (silentRounds > on().patience()) {
                cut();
            }
        } else if (silentRounds > 1 && headed) {
            say(encoding.heartbeat());
        }
    }

    // How it ends.

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
        aside = null;
        outlets.left(wanted);
        if (cause == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(cause);
        }
    }

    private void cutLater() {
        cutting = true;
        var _ = on().executor().schedule(this::cut, outlets.lastWords().toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Ends it whether or not the peer takes what is written: a stream is reset, a connection that is no more is closed. */
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
        return java.util.Objects.requireNonNull(loop, "nothing is written before there is a reader");
    }

    @Override
    public CompletableFuture<AggregatedHttpResponse> aggregate(AggregationOptions options) {
        return CompletableFuture.failedFuture(
                new UnsupportedOperationException("what does not end by itself cannot be put together"));
    }

    @Override
    public boolean isOpen() {
        return !completion.isDone();
    }

    @Override
    public boolean isEmpty() {
        return !isOpen() && !headed;
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
