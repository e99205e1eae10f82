package dev.tidings.push.gateway.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.event.Position;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.Frame.Ended;
import dev.tidings.push.gateway.HubSubscription;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.Subscribe;
import dev.tidings.push.gateway.stream.EventTransports;
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

/** One stream. Everything happens on the connection's event loop. */
final class Call {
    /** In the trailers: where to resume. */
    static final Metadata.Key<String> CURSOR = Metadata.Key.of("tidings-cursor", Metadata.ASCII_STRING_MARSHALLER);

    private static final int TURN_BYTES = 64 * 1024;
    private static final long LAST_WORDS_SECONDS = 5;

    private final EventTransports outlets;
    private final ServiceRequestContext ctx;
    private final Subscribe wanted;
    private final @Nullable Instant until;
    private final ServerCallStreamObserver<PushEvent> out;
    private final AtomicBoolean left = new AtomicBoolean();

    private @Nullable HubSubscription events;
    private @Nullable Future<?> expiry;
    private boolean writing;
    private boolean ended;

    Call(
            EventTransports outlets,
            ServiceRequestContext ctx,
            Subscribe wanted,
            @Nullable Instant until,
            ServerCallStreamObserver<PushEvent> out) {
        this.outlets = outlets;
        this.ctx = ctx;
        this.wanted = wanted;
        this.until = until;
        this.out = out;
    }

    void start() {
        out.setOnCancelHandler(this::leave);
        out.setOnReadyHandler(this::write);
        var _ = ctx.log().whenComplete().thenRun(this::leave);
        ctx.eventLoop().execute(() -> {
            if (!left.get()) {
                events = outlets.hub().subscribe(wanted, ctx.eventLoop().withoutContext(), this::told);
                expireInTime();
            }
        });
    }

    private void expireInTime() {
        if (until != null) {
            long round = outlets.round().toMillis();
            expiry = ctx.eventLoop().scheduleWithFixedDelay(() -> expireAt(until), round, round, TimeUnit.MILLISECONDS);
        }
    }

    private void expireAt(Instant end) {
        if (events != null && !outlets.now().isBefore(end)) {
            events.expire();
        }
    }

    private void told(HubSubscription subscription) {
        events = subscription;
        write();
    }

    private void write() {
        HubSubscription from = events;
        // A message that is taken at once calls back from within, and would overtake those that were taken with it.
        if (from == null || writing) {
            return;
        }
        writing = true;
        try {
            while (!ended && (out.isReady() || from.ended())) {
                List<Frame> frames = from.take(TURN_BYTES);
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
            case PublishedEvent posted -> out.onNext(PushProto.of(posted));
            case Frame.Opened opened -> out.onNext(PushProto.of(opened));
            case Frame.Notice notice -> out.onNext(PushProto.of(notice));
            case Ended over -> end(status(over.reason()), over.position());
        }
    }

    private static Status status(Frame.End reason) {
        return switch (reason) {
            case REPLACED -> Status.ABORTED.withDescription("another subscription took this gateway_client_id");
            case SLOW -> Status.RESOURCE_EXHAUSTED.withDescription("too slow: resume from the last cursor");
            case DRAINING ->
                Status.UNAVAILABLE.withDescription("the server stops: resume elsewhere from the last cursor");
            case UNAVAILABLE ->
                Status.UNAVAILABLE.withDescription("what is behind the cursor cannot be read now: try again");
            case EXPIRED -> Status.UNAUTHENTICATED.withDescription("the token has expired");
            case REVOKED ->
                Status.UNAUTHENTICATED.withDescription("what opened the stream is no longer taken: its API key was"
                        + " revoked, or there was no key and now is one");
        };
    }

    private void end(Status status, @Nullable Position position) {
        ended = true;
        Metadata trailers = new Metadata();
        if (position != null) {
            trailers.put(CURSOR, position.text());
        }
        out.onError(status.asRuntimeException(trailers));
        // A peer that takes nothing would not take its last words either.
        var _ = ctx.eventLoop()
                .schedule(
                        () -> {
                            if (!left.get()) {
                                ctx.cancel();
                            }
                        },
                        LAST_WORDS_SECONDS,
                        TimeUnit.SECONDS);
    }

    private void leave() {
        if (left.compareAndSet(false, true)) {
            outlets.places().giveBack(wanted.tenant(), wanted.recipient());
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
