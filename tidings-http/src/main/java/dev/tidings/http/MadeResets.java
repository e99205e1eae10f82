package dev.tidings.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;

/**
 * Cuts off a connection whose client makes the server reset its streams, by errors in each, as often as it may not reset them
 * itself. Netty has a bound of its own, which Armeria does not build in.
 */
final class MadeResets extends Http2ConnectionAdapter {
    /** As Armeria bounds the resets of clients. */
    static final int MOST = 400;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Channel channel;
    private final Ticker ticker;
    private long windowStart;
    private int resets;

    MadeResets(Channel channel, Ticker ticker) {
        this.channel = channel;
        this.ticker = ticker;
        this.windowStart = ticker.nanoTime();
    }

    @Override
    public void onStreamClosed(Http2Stream stream) {
        if (!stream.isResetSent()) {
            return;
        }
        long now = ticker.nanoTime();
        if (now - windowStart > WINDOW.toNanos()) {
            windowStart = now;
            resets = 0;
        }
        resets++;
        if (resets == MOST) {
            // Not from within the events of a stream.
            channel.eventLoop().execute(() -> Connections.cut(channel));
        }
    }
}
