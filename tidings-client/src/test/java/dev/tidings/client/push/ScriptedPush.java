package dev.tidings.client.push;

import com.google.protobuf.ByteString;
import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.Notice;
import dev.tidings.push.v1.PushEvent;
import dev.tidings.push.v1.PushGrpc;
import io.grpc.Grpc;
import io.grpc.InsecureServerCredentials;
import io.grpc.Metadata;
import io.grpc.Server;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server on a real socket that answers each subscription with the next script; after the last one it only keeps the
 * stream open.
 */
final class ScriptedPush extends PushGrpc.PushImplBase implements AutoCloseable {
    final List<GatewaySubscribeRequest> requests = new CopyOnWriteArrayList<>();
    final List<@Nullable String> authorizations = new CopyOnWriteArrayList<>();
    private final Queue<Consumer<StreamObserver<PushEvent>>> scripts = new ConcurrentLinkedQueue<>();
    private final Server server;

    ScriptedPush() throws IOException {
        server = Grpc.newServerBuilderForPort(0, InsecureServerCredentials.create())
                .addService(this)
                .intercept(new ServerInterceptor() {
                    @Override
                    public <Q, A> ServerCall.Listener<Q> interceptCall(
                            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
                        authorizations.add(
                                headers.get(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER)));
                        return next.startCall(call, headers);
                    }
                })
                .build()
                .start();
    }

    String target() {
        return "127.0.0.1:" + server.getPort();
    }

    /** Sends the messages, then ends with the status. */
    ScriptedPush then(Status end, PushEvent... messages) {
        scripts.add(out -> {
            List.of(messages).forEach(out::onNext);
            if (end.isOk()) {
                out.onCompleted();
            } else {
                out.onError(end.asRuntimeException());
            }
        });
        return this;
    }

    /** Ends like a server that stops and asks for an interval of reconnects. */
    ScriptedPush thenDrain(long reconnectMillis) {
        scripts.add(out -> {
            Metadata trailers = new Metadata();
            trailers.put(
                    Metadata.Key.of("tidings-reconnect-ms", Metadata.ASCII_STRING_MARSHALLER),
                    Long.toString(reconnectMillis));
            out.onError(Status.UNAVAILABLE.asRuntimeException(trailers));
        });
        return this;
    }

    /** Sends the messages and keeps the stream open. */
    ScriptedPush thenStay(PushEvent... messages) {
        scripts.add(out -> List.of(messages).forEach(out::onNext));
        return this;
    }

    @Override
    public void subscribePush(GatewaySubscribeRequest request, StreamObserver<PushEvent> out) {
        requests.add(request);
        Consumer<StreamObserver<PushEvent>> script = scripts.poll();
        if (script != null) {
            script.accept(out);
        }
    }

    static PushEvent event(int number) {
        return PushEvent.newBuilder()
                .setCursor("c" + number)
                .setUserId("user:42")
                .setEventType("build.failed")
                .setEventId("dlv_" + number)
                .setPayloadBytes(ByteString.copyFromUtf8("{\"n\":" + number + "}"))
                .build();
    }

    static PushEvent notice(Notice.Kind kind, String cursor) {
        return PushEvent.newBuilder()
                .setCursor(cursor)
                .setNotice(Notice.newBuilder().setKind(kind))
                .build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
