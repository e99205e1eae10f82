package dev.tidings.push.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.event.Cursor;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.Frame.Ended;
import dev.tidings.push.gateway.HubSubscription;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.SubscriptionSpec;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.v1.PushEvent;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ServerCallStreamObserver;
import io.netty.util.concurrent.Future;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** One subscription over gRPC. All methods run on the connection's event loop. */
final class SubscribeCall {
    /** The trailer with the cursor to resume from. */
    static final Metadata.Key<String> CURSOR = Metadata.Key.of("tidings-cursor", Metadata.ASCII_STRING_MARSHALLER);

    /**
     * The response header, and the trailer if all subscriptions of the node end, with the interval over which clients spread their
     * reconnects.
     */
    static final String RECONNECT = "tidings-reconnect-ms";

    private static final Metadata.Key<String> RECONNECT_TRAILER =
            Metadata.Key.of(RECONNECT, Metadata.ASCII_STRING_MARSHALLER);

    private static final int WRITE_BYTES = 64 * 1024;
    private static final long CLOSE_TIMEOUT_SECONDS = 5;

    private final EventTransports transports;
    private final ServiceRequestContext ctx;
    private final SubscriptionSpec wanted;
    private final @Nullable Instant until;
    private final ServerCallStreamObserver<PushEvent> out;
    private final AtomicBoolean left = new AtomicBoolean();

    private @Nullable HubSubscription events;
    private @Nullable Future<?> expiry;
    private boolean writing;
    private boolean ended;

    SubscribeCall(
            EventTransports transports,
            ServiceRequestContext ctx,
            SubscriptionSpec wanted,
            @Nullable Instant until,
            ServerCallStreamObserver<PushEvent> out) {
        this.transports = transports;
        this.ctx = ctx;
        this.wanted = wanted;
        this.until = until;
        this.out = out;
    }

    void start() {
        out.setOnCancelHandler(this::leave);
        out.setOnReadyHandler(this::write);
        ctx.setAdditionalResponseHeader(RECONNECT, interval());
        var _ = ctx.log().whenComplete().thenRun(this::leave);
        ctx.eventLoop().execute(() -> {
            if (!left.get()) {
                events = transports.hub().subscribe(wanted, ctx.eventLoop().withoutContext(), this::onReady);
                expireInTime();
            }
        });
    }

    private void expireInTime() {
        if (until != null) {
            long round = transports.round().toMillis();
            expiry = ctx.eventLoop().scheduleWithFixedDelay(() -> expireAt(until), round, round, TimeUnit.MILLISECONDS);
        }
    }

    private void expireAt(Instant end) {
        if (events != null && !transports.now().isBefore(end)) {
            events.expire();
        }
    }

    private void onReady(HubSubscription subscription) {
        events = subscription;
        write();
    }

    private void write() {
        HubSubscription from = events;
        // onNext may call back synchronously; a nested write would overtake frames that were taken before.
        if (from == null || writing) {
            return;
        }
        writing = true;
        try {
            while (!ended && (out.isReady() || from.ended())) {
                List<Frame> frames = from.take(WRITE_BYTES);
                if (frames.isEmpty()) {
                    return;
                }
                frames.forEach(this::write);
            }
        } finally {
            writing = false;
        }
    }

    private void write(Frame frame) {
        switch (frame) {
            case PublishedEvent published -> out.onNext(PushProto.of(published));
            case Frame.Opened opened -> out.onNext(PushProto.of(opened));
            case Frame.Notice notice -> out.onNext(PushProto.of(notice));
            case Ended over -> end(over);
        }
    }

    private static Status status(Frame.End reason) {
        return switch (reason) {
            case REPLACED ->
                Status.ABORTED.withDescription("replaced by another subscription with this gateway_client_id");
            case SLOW ->
                Status.RESOURCE_EXHAUSTED.withDescription("subscriber is too slow; resume from the last cursor");
            case DRAINING ->
                Status.UNAVAILABLE.withDescription(
                        "server is shutting down; reconnect and resume from the last cursor");
            case UNAVAILABLE ->
                Status.UNAVAILABLE.withDescription("events after the cursor are temporarily unavailable; retry");
            case EXPIRED -> Status.UNAUTHENTICATED.withDescription("the token expired; reconnect with a new token");
            case REVOKED ->
                Status.UNAUTHENTICATED.withDescription("the credential is no longer valid: its API key was revoked, or"
                        + " the server now requires a key");
        };
    }

    private String interval() {
        return Long.toString(transports.reconnects().now().toMillis());
    }

    private void end(Ended over) {
        ended = true;
        Metadata trailers = new Metadata();
        Cursor position = over.position();
        if (position != null) {
            trailers.put(CURSOR, position.text());
        }
        if (over.reason().ofAll()) {
            trailers.put(RECONNECT_TRAILER, interval());
        }
        out.onError(status(over.reason()).asRuntimeException(trailers));
        // A peer that does not read would never read the status either.
        var _ = ctx.eventLoop()
                .schedule(
                        () -> {
                            if (!left.get()) {
                                ctx.cancel();
                            }
                        },
                        CLOSE_TIMEOUT_SECONDS,
                        TimeUnit.SECONDS);
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            transports.permits().release(wanted.tenant(), wanted.recipient());
            ctx.eventLoop().execute(() -> {
                ended = true;
                if (events != null) {
                    events.close();
                }
                if (expiry != null) {
                    expiry.cancel(false);
                }
            });
        }
    }
}
