package dev.tidings.it;

import static dev.tidings.testkit.server.ReceivedText.untilClosed;
import static org.awaitility.Awaitility.await;

import dev.tidings.testkit.extension.NeedsServers;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Floods of WebSocket frames. */
@NeedsServers
@EnabledOnOs(OS.LINUX)
@Timeout(180)
class WebSocketFloodIT extends FloodRig {
    private static final String UPGRADE = """
        GET /v1/events/ws?recipient=flood HTTP/1.1
        Host: localhost
        Upgrade: websocket
        Connection: Upgrade
        Sec-WebSocket-Version: 13
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==

        """.replace("\n", "\r\n");

    /** A frame with a zero mask. */
    private static byte[] frame(int first, String payload) {
        byte[] bytes = payload.getBytes(StandardCharsets.US_ASCII);
        return java.nio.ByteBuffer.allocate(6 + bytes.length)
                .put((byte) first)
                .put((byte) (0x80 | bytes.length))
                .putInt(0)
                .put(bytes)
                .array();
    }

    /** Sends until the server closes or the time is up. */
    private static void flooded(byte[] frames, boolean reading) throws IOException {
        long until = System.nanoTime() + FLOODED.toNanos();
        try (Closing connections = new Closing()) {
            for (int i = 0; i < 10; i++) {
                Socket socket = connections.add(said(UPGRADE));
                if (reading) {
                    Thread.ofVirtual().start(() -> untilClosed(socket));
                }
                Thread.ofVirtual().start(() -> {
                    try {
                        while (System.nanoTime() < until) {
                            socket.getOutputStream().write(frames);
                        }
                    } catch (IOException closed) {
                        // Closed by the server, or timed out.
                    }
                });
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> System.nanoTime() > until);
        }
    }

    @Test
    void websocket_pings_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x89, "ping")), true));
    }

    @Test
    void websocket_pings_with_unread_pongs_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x89, "ping")), false));
    }

    @Test
    void websocket_acks_of_unknown_events_delay_no_other_client() throws Exception {
        String ack = "{\"ack\":\"dlv_01JZ8Q3W5T6Y7X8V9B0N1M2K3J\"}";
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x81, ack)), true));
    }

    @Test
    void invalid_websocket_messages_delay_no_other_client() throws Exception {
        served(() -> flooded(RawHttp2.repeated(AT_ONCE, frame(0x81, "x")), false));
    }
}
