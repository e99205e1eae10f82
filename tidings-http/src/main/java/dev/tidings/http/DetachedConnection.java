package dev.tidings.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A connection of HTTP/1.1 that was taken from Armeria after the head of an endless response: a request in progress needs about 9 KB on the heap,
 * which an idle subscriber would hold for hours. Confined to the connection's event loop.
 */
public final class DetachedConnection extends ChannelDuplexHandler {
    private final Peer peer;

    /** The owner of the connection. */
    public interface Peer {
        /** The client sent something. Must not release the bytes. */
        void received(ByteBuf bytes);

        /** The connection is closed. Called once. */
        void closed();
    }

    private DetachedConnection(Peer peer) {
        this.peer = peer;
    }

    /**
     * Takes the connection, and returns where the owner writes: Armeria's writes to the channel are dropped. The publisher of the response completes it
     * afterwards, so that Armeria forgets the request. Must run on the event loop, outside of any handler.
     */
    public static ChannelHandlerContext take(Channel channel, Peer peer) {
        DetachedConnection taken = new DetachedConnection(peer);
        ChannelPipeline pipeline = channel.pipeline();
        List<ChannelHandler> served = new ArrayList<>();
        for (Map.Entry<String, ChannelHandler> handler : pipeline) {
            if (!(handler.getValue() instanceof SslHandler)) {
                served.add(handler.getValue());
            }
        }
        ChannelHandlerContext tls = pipeline.context(SslHandler.class);
        if (tls == null) {
            pipeline.addFirst(taken);
        } else {
            pipeline.addAfter(tls.name(), null, taken);
        }
        served.forEach(pipeline::remove);
        channel.config().setAutoRead(true);
        ConnectionActivity activity = ConnectionActivity.of(channel);
        if (activity != null) {
            activity.stop();
        }
        return pipeline.context(taken);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        try {
            if (message instanceof ByteBuf bytes) {
                peer.received(bytes);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        peer.closed();
    }

    /** Drops what Armeria writes: the end of the response, which it then takes for sent. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ReferenceCountUtil.release(message);
        // Armeria closes connections after a write of nothing, which must not succeed.
        if (message instanceof HttpObject) {
            promise.trySuccess();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslCloseCompletionEvent) {
            var _ = ctx.close();
        }
    }

    /** The peer is gone, or violates TLS. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable broken) {
        var _ = ctx.close();
    }
}
