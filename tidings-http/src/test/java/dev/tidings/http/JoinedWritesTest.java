package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class JoinedWritesTest {
    private final List<String> calls = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    JoinedWritesTest() {
        JoinedWrites.addTo(channel.pipeline());
        // Instead of the socket: an embedded one runs the tasks of its event loop within each call.
        channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
                calls.add("write " + message);
                promise.setSuccess();
            }

            @Override
            public void flush(ChannelHandlerContext ctx) {
                calls.add("flush");
            }
        });
    }

    @Test
    void head_and_body_are_flushed_together() {
        inOneTurn("head", "body");

        assertThat(calls).containsExactly("write head", "write body", "flush");
    }

    @Test
    void a_head_without_a_body_is_sent_in_the_same_turn_of_the_event_loop() {
        inOneTurn("head");

        assertThat(calls).containsExactly("write head", "flush");
    }

    private void inOneTurn(String... pieces) {
        channel.eventLoop().execute(() -> {
            for (String piece : pieces) {
                var _ = channel.pipeline().writeAndFlush(piece);
            }
        });
        channel.runPendingTasks();
    }
}
