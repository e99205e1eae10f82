package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.event.Event;
import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a subscription over HTTP/1.1 means for its connection. */
@NeedsServers
class SseConnectionTest {
    private static final int TIMEOUT_MILLIS = 10_000;

    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    @Test
    void frames_that_are_written_at_once_are_one_chunk() throws Exception {
        String cursor;
        try (Socket socket = subscribed("")) {
            String fresh = chunk(socket);
            assertThat(fresh).startsWith("retry: ").endsWith("\n\n");
            cursor = fresh.replaceAll("(?s).*\nid: (\\S+)\n.*", "$1");
        }
        for (String event : List.of("first", "second")) {
            append(event);
        }

        try (Socket socket = subscribed("&cursor=" + cursor)) {
            assertThat(chunk(socket)).containsSubsequence("event: recovered", "/first", "/second");
        }
    }

    @Test
    void the_response_ends_after_the_last_frame() throws Exception {
        EdgeServer stopping = new EdgeServer();
        stopping.beforeAll(null);
        try (Socket socket = connect(stopping)) {
            send(socket, "GET /v1/events?recipient=one HTTP/1.1\r\nHost: localhost\r\n\r\n");
            readHead(socket);
            assertThat(chunk(socket)).contains("event: fresh");

            stopping.push.drain();

            assertThat(chunkButHeartbeats(socket)).contains("event: end");
            assertThat(chunk(socket)).isEmpty();
            assertThat(isClosed(socket)).isTrue();
        } finally {
            stopping.afterAll(null);
        }
    }

    @Test
    void a_request_after_it_closes_the_connection() throws Exception {
        try (Socket socket = subscribed("")) {
            chunk(socket);
            send(socket, "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");

            assertThat(isClosed(socket)).isTrue();
        }
    }

    @Test
    void a_client_that_asks_to_close_the_connection_is_subscribed_until_it_ends() throws Exception {
        try (Socket socket = connect(SERVER)) {
            send(socket, "GET /v1/events?recipient=closing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

            assertThat(readUntil(socket, "\n\n\r\n")).contains("event: fresh");
            // Ten per second: Armeria would close the connection three seconds after the response.
            for (int heartbeat = 0; heartbeat < 35; heartbeat++) {
                readUntil(socket, ":\n\n\r\n");
            }
        }
    }

    private static Socket subscribed(String parameters) throws IOException {
        Socket socket = connect(SERVER);
        send(socket, "GET /v1/events?recipient=one" + parameters + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        readHead(socket);
        return socket;
    }

    private static Socket connect(EdgeServer server) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(TIMEOUT_MILLIS);
        return socket;
    }

    private static void append(String id) {
        var _ = SERVER.push
                .publishing()
                .log()
                .append(new Event(
                        "default",
                        "one",
                        "build.failed",
                        "one/" + id,
                        "{}".getBytes(StandardCharsets.UTF_8),
                        null,
                        null))
                .join();
    }

    private static void readHead(Socket socket) throws IOException {
        assertThat(readUntil(socket, "\r\n\r\n")).contains("transfer-encoding: chunked");
    }

    private static String chunkButHeartbeats(Socket socket) throws IOException {
        String chunk = chunk(socket);
        while (chunk.equals(":\n\n")) {
            chunk = chunk(socket);
        }
        return chunk;
    }

    /** The data of the next chunk; empty at the end of the response. */
    private static String chunk(Socket socket) throws IOException {
        int length = Integer.parseInt(readUntil(socket, "\r\n").strip(), 16);
        String data = new String(socket.getInputStream().readNBytes(length), StandardCharsets.UTF_8);
        assertThat(data).hasSize(length);
        assertThat(readUntil(socket, "\r\n")).isEqualTo("\r\n");
        return data;
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
