package dev.tidings.http;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.channel.WriteBufferWaterMark;

/**
 * Reads nothing from a client that does not read what it is sent, since whoever asks on would fill the memory with answers; and
 * from the others a little at a time, since a flood would hold up every other client of its event loop.
 */
final class Backpressure extends ChannelInboundHandlerAdapter {
    private static final WriteBufferWaterMark UNSENT = new WriteBufferWaterMark(256 * 1024, 1024 * 1024);

    /** What is read of a connection before it is the turn of the others: some hundred requests of a flood. */
    private static final RecvByteBufAllocator TURN =
            new AdaptiveRecvByteBufAllocator(64, 2 * 1024, 32 * 1024).maxMessagesPerRead(1);

    private boolean paused;

    static void addTo(ChannelPipeline pipeline) {
        // Armeria takes the marks away, since it has none of its own.
        pipeline.channel().config().setWriteBufferWaterMark(UNSENT);
        pipeline.channel().config().setRecvByteBufAllocator(TURN);
        pipeline.addFirst(new Backpressure());
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        boolean writable = ctx.channel().isWritable();
        // Armeria pauses as well, when it has more of a body than a service takes; it goes on by itself.
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
