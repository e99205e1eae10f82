package dev.tidings.push.gateway.websocket;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.websocket.WebSocket;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.websocket.WebSocketProtocolHandler;
import com.linecorp.armeria.server.websocket.WebSocketService;
import com.linecorp.armeria.server.websocket.WebSocketUpgradeResult;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.Acks;
import dev.tidings.push.gateway.SubscriptionSpec;
import dev.tidings.push.gateway.transport.EventTransport;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.gateway.transport.SubscribeRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * {@code GET /v1/events/ws?recipient=…}, upgraded to WebSocket. Armeria upgrades and reads; writes go through an
 * {@link EventTransport}, because Armeria's writer makes one system call per frame.
 */
public final class WebSocketRoute implements WebSocketService {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LONGEST_MESSAGE = 4 * 1024;

    private final EventTransports transports;
    private final Acks acks;
    private final SocketFrames encoding;
    private final WebSocketProtocolHandler protocol = WebSocketService.builder(WebSocketRoute::unused)
            .maxFramePayloadLength(LONGEST_MESSAGE)
            // Otherwise the fragments of an unfinished message would be buffered without limit.
            .aggregateContinuation(false)
            // The authenticator has already checked the origin.
            .allowedOrigins("*")
            .build()
            .protocolHandler();

    public WebSocketRoute(EventTransports transports, Acks acks) {
        this.transports = transports;
        this.acks = acks;
        this.encoding = new SocketFrames(transports.reconnects());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        SubscriptionSpec wanted = SubscribeRequest.by(ctx, "websocket", null);
        WebSocketUpgradeResult upgrade = protocol.upgrade(ctx, request);
        if (!upgrade.isSuccess()) {
            throw Problem.of(
                            ProblemCode.MALFORMED,
                            "this endpoint requires a WebSocket upgrade (RFC 6455, version 13). Behind nginx set"
                                    + " proxy_http_version 1.1, proxy_set_header Upgrade $http_upgrade and"
                                    + " proxy_set_header Connection \"upgrade\". GET /v1/events sends the same events"
                                    + " over plain HTTP")
                    .exception();
        }
        EventTransport transport = transports.open(
                ctx, head(ctx, request), encoding, wanted, Principal.of(ctx).until());
        protocol.decode(ctx, request)
                .subscribe(
                        new IncomingAcks(
                                transport,
                                Principal.of(ctx),
                                acks,
                                ctx.eventLoop().withoutContext()),
                        ctx.eventLoop());
        return transport;
    }

    private static ResponseHeaders head(ServiceRequestContext ctx, HttpRequest request) {
        if (ctx.sessionProtocol().isExplicitHttp2()) {
            return ResponseHeaders.of(HttpStatus.OK);
        }
        return ResponseHeaders.builder(HttpStatus.SWITCHING_PROTOCOLS)
                .set(HttpHeaderNames.UPGRADE, "websocket")
                .set(HttpHeaderNames.CONNECTION, "Upgrade")
                .set(
                        HttpHeaderNames.SEC_WEBSOCKET_ACCEPT,
                        accept(request.headers().get(HttpHeaderNames.SEC_WEBSOCKET_KEY, "")))
                .build();
    }

    private static String accept(String key) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-1").digest((key + GUID).getBytes(StandardCharsets.US_ASCII));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("SHA-1 is missing", impossible);
        }
    }

    @Override
    public WebSocket serve(ServiceRequestContext ctx, WebSocket in) {
        return unused(ctx, in);
    }

    private static WebSocket unused(ServiceRequestContext ctx, WebSocket in) {
        throw new IllegalStateException("requests are served by serve(ctx, request)");
    }

    @Override
    public WebSocketProtocolHandler protocolHandler() {
        return protocol;
    }
}
