package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.CancelledSubscriptionException;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.push.gateway.SubscriptionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/**
 * The streaming response to one subscriber. Armeria's own response types would buffer a second time what the hub
 * already holds; this one takes frames from the hub when the socket requests them.
 */
public final class EventTransport extends EventOutput implements EndlessResponse, Subscription {
    private final EventTransports transports;
    private final ServiceRequestContext ctx;
    private final ResponseHeaders head;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();
    private final AtomicBoolean subscribed = new AtomicBoolean();

    // Confined to the event loop.
    private @Nullable Subscriber<? super HttpObject> subscriber;
    private long demand;
    private boolean headWritten;

    EventTransport(
            EventTransports transports,
            ServiceRequestContext ctx,
            ResponseHeaders head,
            Encoding encoding,
            SubscriptionSpec wanted,
            @Nullable Instant until) {
        super(transports, encoding, wanted, until);
        this.transports = transports;
        this.ctx = ctx;
        this.head = head;
    }

    @Override
    public void subscribe(Subscriber<? super HttpObject> to, EventExecutor executor, SubscriptionOption... options) {
        if (!subscribed.compareAndSet(false, true)) {
            throw new IllegalStateException("the response already has a subscriber");
        }
        TransportLoop on = transports.loop(ctx, executor);
        on.run(() -> start(on, to));
    }

    private void start(TransportLoop on, Subscriber<? super HttpObject> to) {
        subscriber = to;
        begin(on);
        to.onSubscribe(this);
        open();
    }

    @Override
    public void request(long n) {
        demand += n;
        heard();
        if (!headWritten) {
            headWritten = true;
            demand--;
            subscriber().onNext(head);
        }
        write();
    }

    /** Armeria frames what it writes. */
    @Override
    boolean chunked() {
        return false;
    }

    @Override
    boolean accepts() {
        return demand > 0;
    }

    @Override
    void put(ByteBuf bytes) {
        demand--;
        subscriber().onNext(HttpData.wrap(bytes));
    }

    @Override
    void completed() {
        completion.complete(null);
        subscriber().onComplete();
    }

    @Override
    public void cancel() {
        finish(CancelledSubscriptionException.get());
    }

    @Override
    public void abort(Throwable cause) {
        TransportLoop on = loop();
        if (on != null) {
            on.run(() -> fail(cause));
        } else if (subscribed.compareAndSet(false, true)) {
            finish(cause);
        }
    }

    private void fail(Throwable cause) {
        if (finish(cause) && subscriber != null) {
            subscriber.onError(cause);
        }
    }

    private boolean finish(Throwable cause) {
        boolean first = finish();
        if (first) {
            completion.completeExceptionally(cause);
        }
        return first;
    }

    /** Resets an HTTP/2 stream, closes an HTTP/1 connection. */
    @Override
    void cut() {
        if (done()) {
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

    private Subscriber<? super HttpObject> subscriber() {
        return Objects.requireNonNull(subscriber, "the response has no subscriber yet");
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
