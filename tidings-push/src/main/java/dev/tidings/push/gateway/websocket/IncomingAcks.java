package dev.tidings.push.gateway.websocket;

import com.linecorp.armeria.common.websocket.WebSocketFrame;
import com.linecorp.armeria.server.websocket.WebSocketProtocolViolationException;
import dev.tidings.core.event.Ack;
import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.http.Failures;
import dev.tidings.http.access.Principal;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.rest.AckRoutes;
import dev.tidings.push.gateway.transport.EventOutput;
import io.netty.util.concurrent.EventExecutor;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** Reads a client's acknowledgements, one frame at a time. Runs on the connection's event loop. */
final class IncomingAcks implements Subscriber<WebSocketFrame> {
    private final EventOutput transport;
    private final Principal principal;
    private final Acks acks;
    private final EventExecutor loop;
    private @Nullable Subscription frames;

    IncomingAcks(EventOutput transport, Principal principal, Acks acks, EventExecutor loop) {
        this.transport = transport;
        this.principal = principal;
        this.acks = acks;
        this.loop = loop;
    }

    private static final class Message {
        @Nullable
        String ack;

        @Nullable
        String state;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        frames = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
        if (!frame.isFinalFragment()) {
            // No valid message needs more than one frame.
            transport.end(SocketFrames.close(SocketFrames.TOO_BIG, "message must be one frame"));
            return;
        }
        switch (frame.type()) {
            case PING -> transport.send(SocketFrames.pong(frame.array()));
            case CLOSE -> transport.end(SocketFrames.close(SocketFrames.NORMAL, ""));
            case TEXT -> {
                acknowledge(frame.array());
                return;
            }
            default -> {
                // Pongs need no answer.
            }
        }
        next();
    }

    private void next() {
        Objects.requireNonNull(frames).request(1);
    }

    /** The next frame is read after this one is answered, so a client cannot queue work. */
    private void acknowledge(byte[] text) {
        CompletableFuture<Boolean> kept;
        Message message = new Message();
        try {
            read(text, message);
            kept = acks.acknowledge(new Ack(
                    principal.tenant(),
                    principal.recipient(),
                    DeliveryId.parse("ack", String.valueOf(message.ack)),
                    AckRoutes.isRead(message.state)));
        } catch (ProblemException wrong) {
            kept = CompletableFuture.failedFuture(wrong);
        }
        var _ = kept.handleAsync(
                (known, failure) -> {
                    transport.send(SocketFrames.text(answer(message, known, failure)));
                    next();
                    return true;
                },
                loop);
    }

    private static void read(byte[] text, Message message) {
        JsonReader.read(text, json -> {
            json.object("ack, state", name -> {
                switch (name) {
                    case "ack" -> message.ack = json.text();
                    case "state" -> message.state = json.text();
                    default -> {
                        return false;
                    }
                }
                return true;
            });
            return true;
        });
    }

    private static byte[] answer(Message message, @Nullable Boolean known, @Nullable Throwable failure) {
        if (Boolean.TRUE.equals(known)) {
            return JsonWriter.object(json -> {
                json.text("kind", "acked");
                json.text("event_id", message.ack);
                json.text("state", message.state);
            });
        }
        Problem problem =
                failure == null ? Problem.notFound("event", String.valueOf(message.ack)) : Failures.problem(failure);
        return JsonWriter.object(json -> {
            json.text("kind", "problem");
            json.text("code", problem.code().code());
            json.text("detail", problem.message());
        });
    }

    @Override
    public void onError(Throwable broken) {
        int code = broken instanceof WebSocketProtocolViolationException violation
                ? violation.closeStatus().code()
                : SocketFrames.PROTOCOL_ERROR;
        transport.end(SocketFrames.close(code, ""));
    }

    @Override
    public void onComplete() {
        transport.end(SocketFrames.close(SocketFrames.NORMAL, ""));
    }
}
