package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a subscription over HTTP/1.1 means for its connection. */
@NeedsServers
class SseConnectionTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void each_frame_is_one_chunk() throws Exception {
        try (Socket socket = subscribed()) {
            String read = readUntil(socket, "\n\n\r\n");

            String body = read.substring(read.indexOf("\r\n\r\n") + 4);
            int line = body.indexOf("\r\n");
            int length = Integer.parseInt(body.substring(0, line), 16);
            assertThat(body.substring(line + 2)).hasSize(length + 2).startsWith("retry: ");
        }
    }

    @Test
    void a_request_after_it_closes_the_connection() throws Exception {
        try (Socket socket = subscribed()) {
            readUntil(socket, "\n\n\r\n");
            send(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(isClosed(socket)).isTrue();
        }
    }

    @Test
    void a_client_that_asks_to_close_the_connection_is_subscribed_until_it_ends() throws Exception {
        try (Socket socket = connect()) {
            send(socket, "GET /v1/events?recipient=closing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(readUntil(socket, "\n\n\r\n")).contains("event: fresh");
            // Ten per second: Armeria would close the connection three seconds after the response.
            for (int heartbeat = 0; heartbeat < 35; heartbeat++) {
                readUntil(socket, ":\n\n\r\n");
            }
        }
    }

    private static Socket subscribed() throws IOException {
        Socket socket = connect();
        send(socket, "GET /v1/events?recipient=one HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return socket;
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String readUntil(Socket socket, String end) throws IOException {
        StringBuilder read = new StringBuilder();
        while (read.indexOf(end) < 0) {
            int next = socket.getInputStream().read();
            assertThat(next).as("after %s", read).isNotNegative();
            read.append((char) next);
        }
        return read.toString();
    }

    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException reset) {
            return true;
        }
    }
}
