package dev.tidings.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.ssl.SniHandler;
import java.util.List;

/**
 * Puts guards behind the decoders of HTTP/1.1 and HTTP/2 as soon as a connection has one of them: Armeria builds them itself,
 * and only when it has seen with which bytes a client begins.
 */
final class ProtocolGuards extends ByteToMessageDecoder {
    /** So many Armeria looks at. */
    private static final int FIRST_BYTES = 4;

    static void addTo(ChannelPipeline pipeline) {
        if (pipeline.get(SniHandler.class) == null) {
            pipeline.addFirst(new ProtocolGuards());
        } else {
            // What TLS adds when it knows the protocol comes after this one.
            pipeline.addLast(new ProtocolGuards());
        }
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        ChannelPipeline pipeline = ctx.pipeline();
        if (!decided(pipeline)) {
            if (in.readableBytes() < FIRST_BYTES) {
                return;
            }
            // With these it decides, and no decoder can read a request from them.
            ctx.fireChannelRead(in.readRetainedSlice(FIRST_BYTES));
        }
        // Armeria's codec of HTTP/1.1 is a class of its own, which nobody else sees.
        ChannelHandlerContext http1 = pipeline.context(CombinedChannelDuplexHandler.class);
        if (http1 != null) {
            pipeline.addAfter(http1.name(), null, new RequestHeads());
        }
        // The last one answers requests. HTTP/1.1 may be upgraded later.
        pipeline.addBefore(pipeline.lastContext().name(), null, new Http2Guards());
        pipeline.remove(this);
    }

    private static boolean decided(ChannelPipeline pipeline) {
        return pipeline.get(CombinedChannelDuplexHandler.class) != null
                || pipeline.get(Http2ConnectionHandler.class) != null;
    }
}
