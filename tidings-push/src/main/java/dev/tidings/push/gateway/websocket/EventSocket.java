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
import dev.tidings.push.gateway.Subscribe;
import dev.tidings.push.gateway.stream.EventTransport;
import dev.tidings.push.gateway.stream.EventTransports;
import dev.tidings.push.gateway.stream.SubscribeRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * {@code GET /v1/events/ws?recipient=…}, upgraded. Upgrading and reading are Armeria's; what is written goes through an
 * outlet, as with server-sent events, because a frame at a time costs a system call a frame.
 */
public final class EventSocket implements WebSocketService {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static final int LONGEST_MESSAGE = 4 * 1024;

    private final EventTransports outlets;
    private final Acks acks;
    private final SocketFrames encoding = new SocketFrames();
    private final WebSocketProtocolHandler protocol = WebSocketService.builder(EventSocket::unused)
            .maxFramePayloadLength(LONGEST_MESSAGE)
            // A message in pieces, of which there need be no last one, would be kept until there is.
            .aggregateContinuation(false)
            // Whose pages may come in the authenticator has found out.
            .allowedOrigins("*")
            .build()
            .protocolHandler();

    public EventSocket(EventTransports outlets, Acks acks) {
        this.outlets = outlets;
        this.acks = acks;
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) throws Exception {
        Subscribe wanted = SubscribeRequest.by(ctx, "websocket", null);
        WebSocketUpgradeResult upgrade = protocol.upgrade(ctx, request);
        if (!upgrade.isSuccess()) {
            throw Problem.of(
                            ProblemCode.MALFORMED,
                            "this address speaks WebSocket (RFC 6455, version 13), and the request does not ask for an"
                                    + " upgrade. A proxy in between has to pass it on: in nginx proxy_http_version 1.1,"
                                    + " proxy_set_header Upgrade $http_upgrade and proxy_set_header Connection"
                                    + " \"upgrade\". /v1/events has the same over plain HTTP")
                    .exception();
        }
        EventTransport outlet = outlets.open(
                ctx, head(ctx, request), encoding, wanted, Principal.of(ctx).until());
        protocol.decode(ctx, request)
                .subscribe(
                        new Incoming(
                                outlet, Principal.of(ctx), acks, ctx.eventLoop().withoutContext()),
                        ctx.eventLoop());
        return outlet;
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
            throw new IllegalStateException("every JDK has SHA-1", impossible);
        }
    }

    @Override
    public WebSocket serve(ServiceRequestContext ctx, WebSocket in) {
        return unused(ctx, in);
    }

    private static WebSocket unused(ServiceRequestContext ctx, WebSocket in) {
        throw new IllegalStateException("requests are served whole");
    }

    @Override
    public WebSocketProtocolHandler protocolHandler() {
        return protocol;
    }
}
