package dev.tidings.server.gateway.websocket;

import com.linecorp.armeria.common.websocket.WebSocketFrame;
import dev.tidings.server.gateway.stream.Outlet;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Subscriber;
import org.reactivestreams.Subscription;

/** What one client sends, one frame at a time. On the connection's event loop. */
final class Incoming implements Subscriber<WebSocketFrame> {
    private final Outlet outlet;
    private @Nullable Subscription frames;

    Incoming(Outlet outlet) {
        this.outlet = outlet;
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        frames = subscription;
        subscription.request(1);
    }

    @Override
    public void onNext(WebSocketFrame frame) {
        switch (frame.type()) {
            case PING -> outlet.say(SocketFrames.pong(frame.array()));
            case CLOSE -> outlet.end(SocketFrames.close(SocketFrames.NORMAL, ""));
            default -> {
                // Pongs say that the client lives, which the connection knows.
            }
        }
        Objects.requireNonNull(frames).request(1);
    }

    @Override
    public void onError(Throwable broken) {
        outlet.end(SocketFrames.close(SocketFrames.PROTOCOL_ERROR, ""));
    }

    @Override
    public void onComplete() {
        outlet.end(SocketFrames.close(SocketFrames.NORMAL, ""));
    }
}
