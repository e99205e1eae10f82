package dev.tidings.http;

import static dev.tidings.testkit.server.ReceivedText.untilClosed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Attacks on the port that need no API key. Addresses of the loopback network stand for clients. */
@Timeout(60)
class PortLimitsTest extends PortLimitsRig {
    @Test
    void a_flood_of_idle_connections_from_one_address_leaves_room_for_others() throws IOException {
        start(limits(100, 0, 2, LONG));
        Socket first = idle("127.0.0.2");
        idle("127.0.0.2");

        assertThat(untilClosed(connect("127.0.0.2"))).as("above the limit").isEmpty();
        assertThat(connections().refused()).isEqualTo(1);

        Socket other = idle("127.0.0.3");
        send(other, get("/readyz").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        assertThat(untilClosed(other)).startsWith("HTTP/1.1 200");
        first.close();
        await().until(() -> connections().open() == 1);
        assertThat(idle("127.0.0.2").isConnected()).as("a released connection").isTrue();
    }

    @Test
    void a_port_full_of_connections_answers_probes_and_refuses_the_rest() throws IOException {
        start(limits(2, 2, 100, LONG));
        idle("127.0.0.2");
        idle("127.0.0.3");

        Socket probe = idle("127.0.0.4");
        send(probe, get("/readyz"));
        assertThat(untilClosed(probe)).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");

        await().until(() -> connections().open() == 2);
        Socket producer = idle("127.0.0.4");
        send(producer, post(2, "{}"));
        assertThat(untilClosed(producer)).startsWith("HTTP/1.1 503").contains("limits.connections", "unavailable");

        await().until(() -> connections().open() == 2);
        idle("127.0.0.5");
        idle("127.0.0.6");
        assertThat(untilClosed(connect("127.0.0.7"))).as("beyond the reserve").isEmpty();
    }

    @Test
    void a_silent_connection_is_closed() throws IOException {
        start(limits(100, 0, 100, Duration.ofMillis(200)));

        assertThat(untilClosed(connect("127.0.0.2"))).isEmpty();
    }

    @Test
    void slow_headers_close_the_connection_and_a_slow_handler_does_not() throws Exception {
        start(limits(100, 0, 100, Duration.ofMillis(200)));
        Socket patient = connect("127.0.0.2");
        send(patient, get("/held").replace("\r\n\r\n", "\r\nConnection: close\r\n\r\n"));
        Socket slow = connect("127.0.0.3");
        // A client that still sends after the end receives an error eventually.
        CompletableFuture<Void> trickle = CompletableFuture.runAsync(() -> {
            try {
                send(slow, "GET /readyz HTTP/1.1\r\n");
                while (true) {
                    send(slow, "x");
                    Thread.onSpinWait();
                }
            } catch (IOException closed) {
                // Expected.
            }
        });

        trickle.join();
        held.complete(true);

        assertThat(untilClosed(patient)).startsWith("HTTP/1.1 200");
    }

    @Test
    void an_http2_connection_has_a_limited_number_of_streams() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket socket = http2();
        socket.getOutputStream().write(frame(4, 1, 0, new byte[0]));
        DataInputStream in = new DataInputStream(socket.getInputStream());
        Frame settings = next(in, 4);
        assertThat(setting(settings.payload(), 3)).as("MAX_CONCURRENT_STREAMS").isEqualTo(3);

        open(socket, 4);

        Frame reset = next(in, 3);
        assertThat(reset.stream()).as("RST_STREAM of the fourth").isEqualTo(7);
        assertThat(ByteBuffer.wrap(reset.payload()).getInt())
                .as("REFUSED_STREAM")
                .isEqualTo(7);
    }

    @Test
    void a_client_that_never_acknowledges_settings_has_the_same_stream_limit() throws IOException {
        start(limits(100, 0, 100, LONG));
        Socket socket = http2();

        open(socket, 4);

        DataInputStream in = new DataInputStream(socket.getInputStream());
        Frame first = read(in);
        while (first.stream() == 0) {
            first = read(in);
        }
        assertThat(first.stream())
                .as("the fourth is refused, the others are held")
                .isEqualTo(7);
        assertThat(first.type()).as("HEADERS of a refusal, or RST_STREAM").isIn(1, 3);
    }
}
