package dev.tidings.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;

/** Refuses versions of HTTP/1 that nobody knows, such as {@code HTTP/9.9}: where their messages end is anybody's guess. */
final class HttpVersions extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && unknown(request.protocolVersion())) {
            // Armeria answers it in its turn, and reads no further.
            request.setDecoderResult(DecoderResult.failure(new IllegalArgumentException("unknown version of HTTP")));
        }
        ctx.fireChannelRead(message);
    }

    private static boolean unknown(HttpVersion version) {
        return !version.equals(HttpVersion.HTTP_1_1) && !version.equals(HttpVersion.HTTP_1_0);
    }
}
