package dev.tidings.jobs.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.time.Ticker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReadinessProbeTest {
    private static final Ticker TICKER = System::nanoTime;
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Duration SHORT = Duration.ofMillis(20);

    @FunctionalInterface
    private interface Peer {
        void serve(Socket connection) throws IOException;
    }

    private static boolean ready(ReadinessCheck readiness, Duration kept, Peer peer) throws IOException {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (Socket connection = listening.accept()) {
                    peer.serve(connection);
                } catch (IOException ended) {
                    // The probe closes its connection.
                }
            });
            return new ReadinessProbe(TICKER, kept).ready(readiness, "127.0.0.1", listening.getLocalPort());
        }
    }

    @Test
    void a_runtime_that_closes_a_connection_at_once_is_not_ready() throws IOException {
        assertThat(ready(new ReadinessCheck.Tcp(), LONG, Socket::close)).isFalse();
    }

    @Test
    void a_runtime_that_resets_a_connection_is_not_ready() throws IOException {
        assertThat(ready(new ReadinessCheck.Tcp(), LONG, connection -> {
                    connection.setSoLinger(true, 0);
                    connection.close();
                }))
                .isFalse();
    }

    /** The connection must stay open for a minute, so that the test needs no clock. */
    @Test
    void a_runtime_that_closes_a_connection_later_is_not_ready() throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                ExecutorService probing = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> ready = probing.submit(() -> new ReadinessProbe(TICKER, LONG)
                    .ready(new ReadinessCheck.Tcp(), "127.0.0.1", listening.getLocalPort()));
            try (Socket connection = listening.accept()) {
                assertThat(ready.isDone())
                        .as("the connection is open and silent")
                        .isFalse();
            }
            assertThat(ready.get()).isFalse();
        }
    }

    @Test
    void a_runtime_that_keeps_a_connection_open_or_writes_to_it_is_ready() throws IOException {
        assertThat(ready(
                        new ReadinessCheck.Tcp(),
                        SHORT,
                        connection -> connection.getInputStream().read()))
                .isTrue();
        assertThat(ready(
                        new ReadinessCheck.Tcp(),
                        LONG,
                        connection -> connection.getOutputStream().write('2')))
                .isTrue();
    }

    @Test
    void a_closed_port_is_not_ready() throws IOException {
        int port;
        try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            port = listening.getLocalPort();
        }
        assertThat(new ReadinessProbe(TICKER, SHORT).ready(new ReadinessCheck.Tcp(), "127.0.0.1", port))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"HTTP/1.1 204 No Content, true", "HTTP/1.0 200 OK, true", "HTTP/1.1 503 Busy, false", "hello, false"})
    void an_http_check_depends_on_the_status(String line, boolean ready) throws IOException {
        assertThat(ready(new ReadinessCheck.Http("/healthz"), LONG, connection -> {
                    connection.getInputStream().read();
                    connection.getOutputStream().write((line + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                    connection.getOutputStream().flush();
                    connection.getInputStream().readAllBytes();
                }))
                .isEqualTo(ready);
    }
}
