package dev.tidings.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * Stops reading from clients that do not read their responses, which would otherwise fill the memory; and reads only a
 * little at a time from others, so that a flood cannot block the clients that share its event loop.
 */
final class Backpressure extends ChannelInboundHandlerAdapter {
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    /** The most that is read from a connection per turn: some hundred requests of a flood. */
    private static final RecvByteBufAllocator TURN =
            new AdaptiveRecvByteBufAllocator(64, 2 * 1024, 32 * 1024).maxMessagesPerRead(1);

    private boolean paused;

    static void addTo(ChannelPipeline pipeline) {
        // Armeria resets the water marks, since it sets none.
        pipeline.channel().config().setWriteBufferWaterMark(UNSENT);
        pipeline.channel().config().setRecvByteBufAllocator(TURN);
        pipeline.addFirst(new Backpressure());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        // Armeria pauses reading as well, when a service has enough of a body, and resumes by itself.
        if (!writable && ctx.channel().config().isAutoRead()) {
            paused = true;
            ctx.channel().config().setAutoRead(false);
        } else if (writable && paused) {
            paused = false;
            ctx.channel().config().setAutoRead(true);
        }
        ctx.fireChannelWritabilityChanged();
    }
}
