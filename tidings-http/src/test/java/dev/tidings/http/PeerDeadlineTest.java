package dev.tidings.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeerDeadlineTest {
    private static final Duration TIME = Duration.ofMillis(1);

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final BlockingQueue<CompletableFuture<EventLoop>> reads = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> happened = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        var _ = loops.shutdownGracefully();
    }

    @Test
    void what_a_peer_sends_in_time_is_read_before_its_deadline_ends_even_if_the_event_loop_is_busy_for_longer()
            throws Exception {
        Channel server = listen();
        try (Socket hog = connect(server);
                Socket peer = connect(server)) {
            CompletableFuture<Void> busy = reads.take().thenAccept(loop -> {
                PeerDeadline.start(loop, TIME, () -> happened.add("late"));
                send(peer);
                long until = System.nanoTime() + 2 * TIME.toNanos();
                while (System.nanoTime() - until < 0) {
                    Thread.onSpinWait();
                }
            });
            CompletableFuture<Void> read = reads.take().thenAccept(_ -> happened.add("read"));

            send(hog);

            CompletableFuture.allOf(busy, read).join();
            assertThat(List.of(happened.take(), happened.take())).containsExactly("read", "late");
        }
    }

    @Test
    void a_canceled_deadline_does_not_end() throws Exception {
        EventLoop loop = loops.next();
        loop.submit(() -> {
                    PeerDeadline deadline = PeerDeadline.start(loop, Duration.ZERO, () -> happened.add("late"));
                    deadline.cancel();
                })
                .get();
        PeerDeadline.start(loop, TIME, () -> happened.add("the next one"));

        assertThat(happened.take()).isEqualTo("the next one");
    }

    /** Accepts connections; {@link #reads} has the first read of each, in order. */
    private Channel listen() throws InterruptedException {
        return new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        CompletableFuture<EventLoop> read = new CompletableFuture<>();
                        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
                            @Override
                            public void channelRead(ChannelHandlerContext ctx, Object data) {
                                ReferenceCountUtil.release(data);
                                read.complete(channel.eventLoop());
                            }
                        });
                        reads.add(read);
                    }
                })
                .bind(InetAddress.getLoopbackAddress(), 0)
                .sync()
                .channel();
    }

    private static Socket connect(Channel server) throws IOException {
        InetSocketAddress address = (InetSocketAddress) server.localAddress();
        return new Socket(address.getAddress(), address.getPort());
    }

    private static void send(Socket socket) {
        try {
            socket.getOutputStream().write('x');
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
