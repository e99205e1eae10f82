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
 * Installs guards behind the HTTP/1.1 and HTTP/2 decoders once a connection has one of them: Armeria creates them
 * itself, after it has seen the client's first bytes.
 */
final class ProtocolGuards extends ByteToMessageDecoder {
    /** The number of bytes that Armeria examines. */
    private static final int FIRST_BYTES = 4;

    static void addTo(ChannelPipeline pipeline) {
        if (pipeline.get(SniHandler.class) == null) {
            pipeline.addFirst(new ProtocolGuards());
        } else {
            // What TLS adds after protocol negotiation comes after this handler.
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
            // Enough for Armeria to decide, and too few for a request.
            ctx.fireChannelRead(in.readRetainedSlice(FIRST_BYTES));
        }
        // Armeria's HTTP/1.1 codec is a private class.
        ChannelHandlerContext http1 = pipeline.context(CombinedChannelDuplexHandler.class);
        if (http1 != null) {
            pipeline.addAfter(http1.name(), null, new RequestHeads());
        }
        // The last handler answers requests. HTTP/1.1 may be upgraded later.
        pipeline.addBefore(pipeline.lastContext().name(), null, new Http2Guards());
        pipeline.remove(this);
    }

    private static boolean decided(ChannelPipeline pipeline) {
        return pipeline.get(CombinedChannelDuplexHandler.class) != null
                || pipeline.get(Http2ConnectionHandler.class) != null;
    }
}
