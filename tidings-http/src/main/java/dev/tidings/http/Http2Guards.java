package dev.tidings.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Settings;

/** Installs frame listeners on a connection's first settings, which precede all other frames. */
final class Http2Guards extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof Http2Settings) {
            Http2ConnectionHandler connection = ctx.pipeline().get(Http2ConnectionHandler.class);
            connection
                    .connection()
                    .addListener(
                            new ProvokedResets(ctx.channel(), ctx.executor().ticker()));
            Http2ConnectionDecoder decoder = connection.decoder();
            decoder.frameListener(new ControlFrameLimit(
                    new UnroutableRequests(decoder.frameListener()),
                    ctx.executor().ticker()));
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(message);
    }
}
