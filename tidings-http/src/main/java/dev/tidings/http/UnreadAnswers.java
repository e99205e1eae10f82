package dev.tidings.http;

import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.logging.RequestLogProperty;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.netty.channel.Channel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Closes the connection of a client that asks and does not read: its answer would be kept as long as it likes. Answers that
 * are written as long as they last look after that themselves.
 */
final class UnreadAnswers {
    private final Duration most;

    /** @param most until an answer that is ready has been read */
    UnreadAnswers(Duration most) {
        this.most = most;
    }

    HttpResponse serve(HttpService delegate, ServiceRequestContext ctx, HttpRequest request) throws Exception {
        HttpResponse response = delegate.serve(ctx, request);
        var _ = response.whenComplete().handle((ready, failure) -> {
            Channel channel = Connections.channel(ctx);
            if (channel != null && !ctx.log().isAvailable(RequestLogProperty.RESPONSE_END_TIME)) {
                bound(ctx, channel);
            }
            return ready;
        });
        return response;
    }

    private void bound(ServiceRequestContext ctx, Channel channel) {
        var deadline =
                channel.eventLoop().schedule(() -> Connections.cut(channel), most.toMillis(), TimeUnit.MILLISECONDS);
        var _ = ctx.log().whenAvailable(RequestLogProperty.RESPONSE_END_TIME).thenRun(() -> deadline.cancel(false));
    }
}
