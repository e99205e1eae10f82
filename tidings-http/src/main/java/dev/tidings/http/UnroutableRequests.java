package dev.tidings.http;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.RequestTarget;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Delays requests that Armeria refuses before routing until their bodies have arrived: otherwise it resets their
 * streams (see {@link UnreadBodies}).
 */
final class UnroutableRequests extends Http2FrameListenerDecorator {
    private final IntObjectMap<Http2Headers> held = new IntObjectHashMap<>();

    UnroutableRequests(Http2FrameListener listener) {
        super(listener);
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx,
            int stream,
            Http2Headers headers,
            int dependency,
            short weight,
            boolean exclusive,
            int padding,
            boolean endOfStream)
            throws Http2Exception {
        if (!hold(ctx, stream, headers, endOfStream)) {
            super.onHeadersRead(ctx, stream, headers, dependency, weight, exclusive, padding, endOfStream);
        }
    }

    @Override
    public void onHeadersRead(
            ChannelHandlerContext ctx, int stream, Http2Headers headers, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!hold(ctx, stream, headers, endOfStream)) {
            super.onHeadersRead(ctx, stream, headers, padding, endOfStream);
        }
    }

    @Override
    public int onDataRead(ChannelHandlerContext ctx, int stream, ByteBuf data, int padding, boolean endOfStream)
            throws Http2Exception {
        if (!held.containsKey(stream)) {
            return super.onDataRead(ctx, stream, data, padding, endOfStream);
        }
        if (endOfStream) {
            // The stream counts as ended only after this returns.
            ctx.executor().execute(() -> release(ctx, stream));
        }
        return data.readableBytes() + padding;
    }

    @Override
    public void onRstStreamRead(ChannelHandlerContext ctx, int stream, long errorCode) throws Http2Exception {
        held.remove(stream);
        super.onRstStreamRead(ctx, stream, errorCode);
    }

    private boolean hold(ChannelHandlerContext ctx, int stream, Http2Headers headers, boolean endOfStream) {
        if (held.containsKey(stream)) {
            if (endOfStream) {
                ctx.executor().execute(() -> release(ctx, stream));
            }
            return true;
        }
        if (endOfStream || routable(headers)) {
            return false;
        }
        held.put(stream, headers);
        var _ = ctx.executor()
                .schedule(() -> release(ctx, stream), UnreadBodies.MOST_TIME.toMillis(), TimeUnit.MILLISECONDS);
        return true;
    }

    private static boolean routable(Http2Headers headers) {
        HttpMethod method = HttpMethod.tryParse(text(headers.method()));
        String path = text(headers.path());
        return method != null && method != HttpMethod.UNKNOWN && path != null && RequestTarget.forServer(path) != null;
    }

    private static @Nullable String text(@Nullable CharSequence text) {
        return text == null ? null : text.toString();
    }

    private void release(ChannelHandlerContext ctx, int stream) {
        Http2Headers headers = held.remove(stream);
        if (headers != null && ctx.channel().isActive()) {
            try {
                super.onHeadersRead(ctx, stream, headers, 0, true);
                ctx.channel().flush();
            } catch (Http2Exception failed) {
                ctx.fireExceptionCaught(failed);
            }
        }
    }
}
