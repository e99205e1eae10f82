package dev.tidings.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2Flags;
import io.netty.handler.codec.http2.Http2FrameListener;
import io.netty.handler.codec.http2.Http2FrameListenerDecorator;
import io.netty.handler.codec.http2.Http2Settings;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;

/**
 * Closes HTTP/2 connections that flood the server with control frames: pings, settings, priorities and unknown frames.
 * Netty's own limit covers pending acknowledgements only, and Armeria does not enable it.
 */
final class ControlFrameLimit extends Http2FrameListenerDecorator {
    /** More than gRPC sends to measure bandwidth, which is one ping per round trip. */
    static final int MOST = 10_000;

    static final Duration WINDOW = Duration.ofSeconds(10);

    private final Ticker ticker;
    private long windowStart;
    private int frames;

    ControlFrameLimit(Http2FrameListener listener, Ticker ticker) {
        super(listener);
        this.ticker = ticker;
        this.windowStart = ticker.nanoTime();
    }

    private void count() throws Http2Exception {
        long now = ticker.nanoTime();
        if (now - windowStart > WINDOW.toNanos()) {
            windowStart = now;
            frames = 0;
        }
        frames++;
        if (frames > MOST) {
            throw Http2Exception.connectionError(
                    Http2Error.ENHANCE_YOUR_CALM, "more than %s control frames within %s s", MOST, WINDOW.toSeconds());
        }
    }

    @Override
    public void onPingRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count();
        super.onPingRead(ctx, data);
    }

    @Override
    public void onPingAckRead(ChannelHandlerContext ctx, long data) throws Http2Exception {
        count();
        super.onPingAckRead(ctx, data);
    }

    @Override
    public void onSettingsRead(ChannelHandlerContext ctx, Http2Settings settings) throws Http2Exception {
        count();
        super.onSettingsRead(ctx, settings);
    }

    @Override
    public void onSettingsAckRead(ChannelHandlerContext ctx) throws Http2Exception {
        count();
        super.onSettingsAckRead(ctx);
    }

    @Override
    public void onPriorityRead(ChannelHandlerContext ctx, int stream, int dependency, short weight, boolean exclusive)
            throws Http2Exception {
        count();
        super.onPriorityRead(ctx, stream, dependency, weight, exclusive);
    }

    @Override
    public void onUnknownFrame(ChannelHandlerContext ctx, byte type, int stream, Http2Flags flags, ByteBuf payload)
            throws Http2Exception {
        count();
        super.onUnknownFrame(ctx, type, stream, flags, payload);
    }
}
