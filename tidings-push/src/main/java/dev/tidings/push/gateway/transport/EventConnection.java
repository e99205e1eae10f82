package dev.tidings.push.gateway.transport;

import dev.tidings.http.DetachedConnection;
import dev.tidings.push.gateway.SubscriptionSpec;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A subscriber with a connection of its own, which ends with the subscription. */
final class EventConnection extends EventOutput implements DetachedConnection.Peer, ChannelFutureListener {
    private @Nullable ChannelHandlerContext connection;
    private boolean accepting;

    EventConnection(EventTransports transports, Encoding encoding, SubscriptionSpec wanted, @Nullable Instant until) {
        super(transports, encoding, wanted, until);
    }

    /** Takes the connection and subscribes. Must run on the event loop. */
    void start(TransportLoop on, Channel channel) {
        begin(on);
        if (channel.isActive()) {
            connection = DetachedConnection.take(channel, this);
            accepting = true;
            open();
        } else {
            closed();
        }
    }

    @Override
    boolean chunked() {
        return true;
    }

    @Override
    boolean accepts() {
        return accepting;
    }

    @Override
    void put(ByteBuf bytes) {
        accepting = false;
        var _ = connection().writeAndFlush(bytes).addListener(this);
    }

    @Override
    public void operationComplete(ChannelFuture written) {
        if (written.isSuccess()) {
            accepting = true;
            heard();
            write();
        } else {
            cut();
        }
    }

    /** No request may follow: it could never be answered. */
    @Override
    public void received(ByteBuf bytes) {
        cut();
    }

    @Override
    public void closed() {
        var _ = finish();
    }

    @Override
    void completed() {
        var _ = connection().close();
    }

    @Override
    void cut() {
        if (finish()) {
            var _ = connection().close();
        }
    }

    private ChannelHandlerContext connection() {
        return Objects.requireNonNull(connection, "the connection was not taken");
    }
}
