package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.common.logging.RequestLog;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Disconnects clients that do not read their responses, which would hold memory for as long as they like; with HTTP/2
 * it is direct memory, which can stall event loops. Streaming responses limit themselves.
 */
final class UnreadResponses {
    /** The memory of a request in addition to the response bytes. */
    private static final int BYTES_PER_REQUEST = 4 * 1024;

    /** This many such connections are needed to use up the limit. */
    private static final int CONNECTIONS = 8;

    private static final AttributeKey<AtomicLong> UNREAD = AttributeKey.valueOf(UnreadResponses.class, "unread");

    private final Duration mostTime;
    private final long mostBytes;
    private final AtomicLong unread = new AtomicLong();
    private final AtomicInteger holders = new AtomicInteger();

    /**
     * @param mostTime until a finished response has been read
     * @param mostBytes of such responses, in total
     */
    UnreadResponses(Duration mostTime, long mostBytes) {
        this.mostTime = mostTime;
        this.mostBytes = mostBytes;
    }

    /** Applies before all routes. */
    HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        HttpResponse response = delegate.serve(ctx, request);
        var _ = response.whenComplete().handle((ready, failure) -> {
            Channel channel = Connections.channel(ctx);
            if (channel != null) {
                // After the end of this turn of the event loop, which sends what the turn has written.
                channel.eventLoop().execute(() -> countUnlessSent(ctx, channel));
            }
            return null;
        });
        return response;
    }

    private void countUnlessSent(ServiceRequestContext ctx, Channel channel) {
        if (ctx.log().isAvailable(RequestLogProperty.RESPONSE_END_TIME)) {
            return;
        }
        long bytes = BYTES_PER_REQUEST + length(ctx);
        AtomicLong own = own(channel);
        long held = own.getAndAdd(bytes);
        if (held == 0) {
            holders.incrementAndGet();
        }
        if (tooMuch(held + bytes, unread.addAndGet(bytes))) {
            Connections.closeNow(channel);
        }
        PeerDeadline deadline = PeerDeadline.start(channel.eventLoop(), mostTime, () -> Connections.closeNow(channel));
        var _ = ctx.log().whenAvailable(RequestLogProperty.RESPONSE_END_TIME).thenRun(() -> {
            deadline.cancel();
            unread.addAndGet(-bytes);
            if (own.addAndGet(-bytes) == 0) {
                holders.decrementAndGet();
            }
        });
    }

    /** Beyond the total limit, connections with more than their share are closed, and not those that read. */
    private boolean tooMuch(long own, long all) {
        return own > mostBytes / CONNECTIONS || (all > mostBytes && own > mostBytes / Math.max(1, holders.get()));
    }

    private static long length(ServiceRequestContext ctx) {
        RequestLog log = ctx.log().getIfAvailable(RequestLogProperty.RESPONSE_HEADERS);
        ResponseHeaders headers = log == null ? null : log.responseHeaders();
        return headers == null ? 0 : Math.max(0, headers.contentLength());
    }

    private static AtomicLong own(Channel channel) {
        AtomicLong fresh = new AtomicLong();
        AtomicLong known = channel.attr(UNREAD).setIfAbsent(fresh);
        return known == null ? fresh : known;
    }
}
