package dev.tidings.http;

import io.netty.channel.Channel;
import io.netty.handler.codec.http2.Http2ConnectionAdapter;
import io.netty.handler.codec.http2.Http2Stream;
import io.netty.util.concurrent.Ticker;
import java.time.Duration;

/**
 * Closes connections whose client provokes server-side stream resets more often than clients may reset streams
 * themselves. Netty has such a limit, but Armeria does not enable it.
 */
final class ProvokedResets extends Http2ConnectionAdapter {
    /** Armeria's limit for resets by clients. */
    static final int MOST = 400;

    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Channel channel;
    private final Ticker ticker;
    private long windowStart;
    private int resets;

    ProvokedResets(Channel channel, Ticker ticker) {
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
            // A connection must not be closed within a stream event.
            channel.eventLoop().execute(() -> Connections.closeNow(channel));
        }
    }
}
