package dev.tidings.push.gateway.transport;

import com.linecorp.armeria.common.HttpObject;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.SubscriptionOption;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** The head of a response over HTTP/1.1. Once it is sent, an {@link EventConnection} takes the connection and sends the rest. */
final class DetachingResponse implements EndlessResponse, Subscription {
    private final EventTransports transports;
    private final ServiceRequestContext ctx;
    private final Channel channel;
    private final ResponseHeaders head;
    private final CompletableFuture<Void> completion = new CompletableFuture<>();

    /** Null after it has begun. */
    private @Nullable EventConnection rest;

    // Guarded by this.
    private @Nullable TransportLoop loop;
    private boolean ended;

    // Confined to the event loop.
    private @Nullable Subscriber<? super HttpObject> subscriber;
    private boolean headWritten;

    DetachingResponse(
            EventTransports transports,
            ServiceRequestContext ctx,
            Channel channel,
            ResponseHeaders head,
            EventConnection rest) {
        this.transports = transports;
        this.ctx = ctx;
        this.channel = channel;
        this.head = head;
        this.rest = rest;
    }

    @Override
    public void subscribe(Subscriber<? super HttpObject> to, EventExecutor executor, SubscriptionOption... options) {
        TransportLoop on = transports.loop(ctx, executor);
        synchronized (this) {
            if (loop != null) {
                throw new IllegalStateException("the response already has a subscriber");
            }
            loop = on;
        }
        on.run(() -> begin(to));
    }

    private void begin(Subscriber<? super HttpObject> to) {
        if (rest == null) {
            to.onSubscribe(this);
            to.onError(AbortedStreamException.get());
        } else {
            subscriber = to;
            to.onSubscribe(this);
        }
    }

    @Override
    public void request(long n) {
        if (subscriber != null && !headWritten) {
            headWritten = true;
            subscriber.onNext(head);
        } else if (rest != null) {
            // Later, because this call comes from a handler of the connection.
            TransportLoop on = on();
            on.executor().execute(() -> detach(on));
        }
    }

    private void detach(TransportLoop on) {
        EventConnection begun = rest;
        if (begun != null) {
            rest = null;
            begun.start(on, channel);
            // For Armeria a response is complete when its connection was taken.
            if (leave(null) && subscriber != null) {
                subscriber.onComplete();
            }
        }
    }

    @Override
    public void cancel() {
        leave(AbortedStreamException.get());
    }

    @Override
    public void abort(Throwable cause) {
        TransportLoop on;
        synchronized (this) {
            on = loop;
        }
        if (on == null) {
            leave(cause);
        } else {
            on.run(() -> end(cause));
        }
    }

    private void end(Throwable cause) {
        if (leave(cause) && subscriber != null) {
            subscriber.onError(cause);
        }
    }

    /** @param cause null if the connection was taken */
    private boolean leave(@Nullable Throwable cause) {
        synchronized (this) {
            if (ended) {
                return false;
            }
            ended = true;
        }
        EventConnection unbegun = rest;
        rest = null;
        if (unbegun != null) {
            unbegun.closed();
        }
        if (cause == null) {
            completion.complete(null);
        } else {
            completion.completeExceptionally(cause);
        }
        return true;
    }

    private synchronized TransportLoop on() {
        return Objects.requireNonNull(loop, "the response has no subscriber yet");
    }

    @Override
    public boolean isEmpty() {
        return !isOpen() && !headWritten;
    }

    @Override
    public long demand() {
        return 0;
    }

    @Override
    public CompletableFuture<Void> whenComplete() {
        return completion;
    }
}
