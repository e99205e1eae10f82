package dev.tidings.push.gateway.sse;

import com.linecorp.armeria.common.ExchangeType;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.RoutingContext;
import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.Connections;
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.SubscriptionSpec;
import dev.tidings.push.gateway.transport.EventTransports;
import dev.tidings.push.gateway.transport.SubscribeRequest;
import io.netty.channel.Channel;

/**
 * {@code GET /v1/events?recipient=…}: sends the events of a recipient, or of all recipients if an API key gives
 * none.
 */
public final class SseRoute implements HttpService {
    private static final ResponseHeaders HEAD = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            // nginx and its relatives would buffer events otherwise.
            .set("x-accel-buffering", "no")
            .build();

    private final EventTransports transports;
    private final SseEncoding encoding;

    public SseRoute(EventTransports transports) {
        this.transports = transports;
        this.encoding = new SseEncoding(transports.reconnects());
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        SubscriptionSpec wanted =
                SubscribeRequest.by(ctx, "sse", request.headers().get("last-event-id"));
        Channel channel = Connections.channel(ctx);
        if (channel != null && !ctx.sessionProtocol().isMultiplex() && request.isEmpty()) {
            return transports.detach(ctx, channel, HEAD, encoding, wanted);
        }
        return transports.open(ctx, HEAD, encoding, wanted, Principal.of(ctx).until());
    }

    @Override
    public ExchangeType exchangeType(RoutingContext routingContext) {
        return ExchangeType.RESPONSE_STREAMING;
    }
}
