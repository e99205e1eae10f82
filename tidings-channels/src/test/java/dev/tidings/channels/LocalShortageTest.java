package dev.tidings.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.tidings.channels.http.RequestFailures;
import dev.tidings.channels.http.TargetUrl;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.util.concurrent.RejectedExecutionException;
import javax.net.ssl.SSLHandshakeException;
import org.junit.jupiter.api.Test;

class LocalShortageTest {
    /** A documentation address, which no machine has. */
    private static final String NOT_OURS = "203.0.113.7";

    @Test
    void local_shortages_are_distinguished_from_remote_failures() {
        assertThat(LocalShortage.of(new IOException(new SocketException("socket: Too many open files"))))
                .isNotNull();
        assertThat(LocalShortage.of(new ChannelException("newSocketStream(..) failed: Too many open files")))
                .isNotNull();
        assertThat(LocalShortage.of(new IOException("Cannot allocate memory"))).isNotNull();
        assertThat(LocalShortage.of(new ConnectException("Connection refused"))).isNull();
        assertThat(LocalShortage.of(new IOException())).isNull();
    }

    @Test
    void a_missing_local_port_is_recognized_from_the_jdk_and_netty() throws Exception {
        try (Socket socket = new Socket()) {
            Throwable jdk = catchThrowable(() -> socket.bind(new InetSocketAddress(NOT_OURS, 0)));
            assertThat(LocalShortage.of(jdk)).as("%s", jdk).isNotNull();
        }
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Throwable netty = new Bootstrap()
                    .group(loops)
                    .channel(NioSocketChannel.class)
                    .handler(new Ignoring())
                    .connect(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 1),
                            new InetSocketAddress(NOT_OURS, 0))
                    .await()
                    .cause();
            assertThat(LocalShortage.of(netty)).as("%s", netty).isNotNull();
        } finally {
            var _ = loops.shutdownGracefully();
        }
    }

    private static final class Ignoring extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            var _ = context.close();
        }
    }

    @Test
    void a_machine_without_ipv6_is_not_short_of_ports() {
        assertThat(LocalShortage.of(
                        new BindException("Cannot assign requested address: example.com/[2001:db8:0:0:0:0:0:1]:443")))
                .isNull();
        assertThat(LocalShortage.of(new BindException("Cannot assign requested address: example.com/192.0.2.1:443")))
                .isNotNull();
    }

    @Test
    void text_of_the_other_side_is_not_a_local_shortage() {
        assertThat(LocalShortage.of(new MessagingException("421 Too many open files")))
                .isNull();
        assertThat(LocalShortage.of(new IllegalArgumentException("invalid version format: Too many open files")))
                .isNull();
        assertThat(LocalShortage.of(new SSLHandshakeException("CN=Too many open files")))
                .isNull();
    }

    @Test
    void work_refused_by_a_stopping_server_is_not_tried() {
        assertThat(LocalShortage.of(
                        new IllegalStateException(new RejectedExecutionException("event executor terminated"))))
                .isNotNull();
    }

    @Test
    void a_post_without_a_file_handle_is_not_tried() {
        TargetUrl target = TargetUrl.parse("address", "https://example.com/");
        assertThat(RequestFailures.outcome(
                        new SocketException("Too many open files"), "webhook", target, Evidence.NONE))
                .isInstanceOf(Outcome.NotTried.class);
        assertThat(RequestFailures.outcome(
                        new ConnectException("Connection refused"), "webhook", target, Evidence.NONE))
                .isInstanceOf(Outcome.Retry.class);
    }
}
