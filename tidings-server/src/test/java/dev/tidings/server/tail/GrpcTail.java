package dev.tidings.server.tail;

import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClientBuilder;
import com.linecorp.armeria.client.grpc.GrpcClients;
import com.linecorp.armeria.common.util.EventLoopGroups;
import dev.tidings.push.v1.GatewaySubscribeRequest;
import dev.tidings.push.v1.PushEvent;
import dev.tidings.push.v1.PushGrpc;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.ClientCallStreamObserver;
import io.grpc.stub.ClientResponseObserver;
import io.netty.channel.EventLoopGroup;
import java.time.Duration;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A gateway over gRPC. */
public final class GrpcTail extends Tail {
    private static final Metadata.Key<String> CURSOR =
            Metadata.Key.of("tidings-cursor", Metadata.ASCII_STRING_MARSHALLER);

    private static final Metadata.Key<String> RECONNECT =
            Metadata.Key.of("tidings-reconnect-ms", Metadata.ASCII_STRING_MARSHALLER);

    private static final EventLoopGroup LOOPS = EventLoopGroups.newEventLoopGroup(1, "grpc-tail");

    private final ClientFactory factory = ClientFactory.builder()
            .workerGroup(LOOPS, false)
            .http2InitialStreamWindowSize(65_535)
            .http2InitialConnectionWindowSize(65_535)
            .build();

    private volatile boolean stalled;
    private volatile @Nullable ClientCallStreamObserver<?> call;

    public GrpcTail(int port, String clientId, @Nullable String recipient, @Nullable String cursor, String... headers) {
        GrpcClientBuilder builder = GrpcClients.builder("http://127.0.0.1:" + port)
                .factory(factory)
                .responseTimeout(Duration.ZERO)
                .maxResponseLength(0);
        for (int i = 0; i < headers.length; i += 2) {
            builder.setHeader(headers[i], headers[i + 1]);
        }
        builder.build(PushGrpc.PushStub.class)
                .subscribePush(
                        GatewaySubscribeRequest.newBuilder()
                                .setGatewayClientId(clientId)
                                .setRecipient(Objects.requireNonNullElse(recipient, ""))
                                .setCursor(Objects.requireNonNullElse(cursor, ""))
                                .build(),
                        new Listener());
    }

    private final class Listener implements ClientResponseObserver<GatewaySubscribeRequest, PushEvent> {
        @Override
        public void beforeStart(ClientCallStreamObserver<GatewaySubscribeRequest> stream) {
            call = stream;
            stream.disableAutoRequestWithInitial(1);
        }

        @Override
        public void onNext(PushEvent event) {
            if (event.hasNotice()) {
                hear(Heard.plain(event.getNotice().getKind().name().toLowerCase(Locale.ROOT), event.getCursor(), null));
            } else {
                hear(new Heard(
                        "event",
                        event.getCursor(),
                        event.getUserId(),
                        event.getEventType(),
                        event.getEventId(),
                        event.getPayloadBytes().toStringUtf8()));
            }
            if (!stalled) {
                Objects.requireNonNull(call).request(1);
            }
        }

        @Override
        public void onError(Throwable failure) {
            Metadata trailers = Objects.requireNonNullElseGet(Status.trailersFromThrowable(failure), Metadata::new);
            String reason = switch (Status.fromThrowable(failure).getCode()) {
                case ABORTED -> "replaced";
                case RESOURCE_EXHAUSTED -> "slow";
                case UNAVAILABLE -> "draining";
                default -> Status.fromThrowable(failure).getCode().name().toLowerCase(Locale.ROOT);
            };
            String interval = trailers.get(RECONNECT);
            if (interval != null) {
                reconnect(Long.parseLong(interval));
            }
            String cursor = trailers.get(CURSOR);
            if (cursor != null) {
                hear(Heard.plain("end", cursor, reason));
            }
            hear(Heard.plain("closed", "", reason));
        }

        @Override
        public void onCompleted() {
            hear(Heard.plain("closed", "", "completed"));
        }
    }

    @Override
    public void stall() {
        stalled = true;
    }

    @Override
    public void goOn() {
        stalled = false;
        Objects.requireNonNull(call).request(1);
    }

    @Override
    public void close() {
        var _ = factory.closeAsync();
        ClientCallStreamObserver<?> open = call;
        if (open != null) {
            // A connection that is being opened while its factory closes would leak.
            open.cancel("killed", null);
        }
    }
}
