package dev.tidings.client.push;

import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.Notice;
import dev.tidings.push.v1.PushEvent;
import dev.tidings.push.v1.PushGrpc;
import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.MetadataUtils;
import java.time.Duration;
import java.util.Iterator;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs subscriptions on a channel, one at a time. */
final class Subscription {
    private final ManagedChannel channel;
    private final PushOptions options;
    private final PushHandler handler;
    private final PushListener listener;

    Subscription(ManagedChannel channel, PushOptions options, PushHandler handler, PushListener listener) {
        this.channel = channel;
        this.options = options;
        this.handler = handler;
        this.listener = listener;
    }

    /**
     * Subscribes and passes messages to the handler until the call ends. Reports the cursor of each message once it
     * is handled.
     */
    SubscriptionEnd run(@Nullable String from, Consumer<String> handled) {
        boolean eventsFlowed = false;
        Status status = Status.OK;
        AtomicReference<Metadata> headers = new AtomicReference<>();
        AtomicReference<Metadata> trailers = new AtomicReference<>();
        Context.CancellableContext one = Context.current().withCancellation();
        Context before = one.attach();
        try {
            // gRPC's own connection backoff would otherwise keep growing.
            channel.resetConnectBackoff();
            Iterator<PushEvent> messages = PushGrpc.newBlockingStub(channel)
                    .withInterceptors(MetadataUtils.newCaptureMetadataInterceptor(headers, trailers))
                    .subscribePush(request(from));
            while (messages.hasNext()) {
                PushEvent message = messages.next();
                if (one.isCancelled()) {
                    // The message had already arrived; after a cancel it is not handled.
                    break;
                }
                eventsFlowed |= handOff(message);
                if (!message.getCursor().isEmpty()) {
                    handled.accept(message.getCursor());
                }
            }
        } catch (StatusRuntimeException lost) {
            status = lost.getStatus();
        } catch (HandlerFailed failed) {
            status = Status.UNKNOWN.withDescription("the handler failed").withCause(failed.getCause());
        } catch (RuntimeException odd) {
            // For example when the token supplier fails.
            status =
                    Status.UNKNOWN.withDescription("the call could not be made").withCause(odd);
        } finally {
            one.detach(before);
            // Ends a call that still has unread messages.
            one.cancel(null);
        }
        return new SubscriptionEnd(status, eventsFlowed, interval(headers, trailers));
    }

    /** What the server said last: when it ended the subscription, or when it opened it. */
    private static @Nullable Duration interval(AtomicReference<Metadata> headers, AtomicReference<Metadata> trailers) {
        Duration atEnd = SubscriptionEnd.interval(trailers.get());
        return atEnd == null ? SubscriptionEnd.interval(headers.get()) : atEnd;
    }

    private GatewaySubscribeRequest request(@Nullable String from) {
        GatewaySubscribeRequest.Builder request =
                GatewaySubscribeRequest.newBuilder().setGatewayClientId(options.clientId());
        if (from != null) {
            request.setCursor(from);
        }
        String recipient = options.recipient();
        if (recipient != null) {
            request.setRecipient(recipient);
        }
        return request.build();
    }

    /** Returns whether the message was an event. */
    private boolean handOff(PushEvent message) throws HandlerFailed {
        if (message.hasNotice()) {
            PushNotice notice = notice(message);
            if (notice.opens()) {
                listener.subscribed(notice);
            }
            try {
                handler.notice(notice);
            } catch (Exception failure) {
                throw new HandlerFailed(failure);
            }
            return false;
        }
        PushedEvent event = event(message);
        try {
            handler.handle(event);
        } catch (Exception failure) {
            listener.failed(event, failure);
            throw new HandlerFailed(failure);
        }
        return true;
    }

    private static PushedEvent event(PushEvent message) {
        return new PushedEvent(
                message.getCursor(),
                message.getUserId(),
                message.getEventType(),
                message.getEventId(),
                message.getPayloadBytes(),
                orNull(message.getRequestId()),
                orNull(message.getTraceId()));
    }

    private static PushNotice notice(PushEvent message) {
        Notice notice = message.getNotice();
        PushNotice.Kind kind = switch (notice.getKind()) {
            case FRESH -> PushNotice.Kind.FRESH;
            case RECOVERED -> PushNotice.Kind.RECOVERED;
            case RESET -> PushNotice.Kind.RESET;
            case UNAVAILABLE -> PushNotice.Kind.UNAVAILABLE;
            case LIVE -> PushNotice.Kind.LIVE;
            case KIND_UNSPECIFIED, UNRECOGNIZED -> PushNotice.Kind.OTHER;
        };
        return new PushNotice(kind, message.getCursor(), notice.getMessage());
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
