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
import dev.tidings.http.access.Principal;
import dev.tidings.push.gateway.Subscribe;
import dev.tidings.push.gateway.stream.EventTransports;
import dev.tidings.push.gateway.stream.SubscribeRequest;
import java.time.Duration;

/** {@code GET /v1/events?recipient=…}: a recipient's events, or with an API key and without a recipient those of all. */
public final class EventStream implements HttpService {
    private static final ResponseHeaders HEAD = ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
            // Proxies of the nginx family would hold events back to fill a buffer.
            .set("x-accel-buffering", "no")
            .build();

    private final EventTransports outlets;
    private final SseEncoding encoding;

    /** @param retry what EventSource is to wait before it reconnects */
    public EventStream(EventTransports outlets, Duration retry) {
        this.outlets = outlets;
        this.encoding = new SseEncoding(retry);
    }

    @Override
    public HttpResponse serve(ServiceRequestContext ctx, HttpRequest request) {
        Subscribe wanted = SubscribeRequest.by(ctx, "sse", request.headers().get("last-event-id"));
        return outlets.open(ctx, HEAD, encoding, wanted, Principal.of(ctx).until());
    }

    @Override
    public ExchangeType exchangeType(RoutingContext routingContext) {
        return ExchangeType.RESPONSE_STREAMING;
    }
}
