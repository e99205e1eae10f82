package dev.tidings.http;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.flush.FlushConsolidationHandler;

/**
 * Sends what one turn of the event loop writes to a connection with one system call. Armeria flushes the head of an HTTP/1.1 message
 * and each piece of its body, so that small messages would take two calls and two packets, which the peer reads twice.
 */
public final class JoinedWrites {
    private JoinedWrites() {}

    public static void addTo(ChannelPipeline pipeline) {
        pipeline.addFirst(
                new FlushConsolidationHandler(FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES, true));
    }
}
