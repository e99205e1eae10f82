package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.server.telemetry.Logs;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Attacks on where a request ends: none smuggles a second one, and none keeps a thread busy. */
class RequestFramingTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final int READ_TIMEOUT_MILLIS = 20_000;

    /** Enough to see that it ends; without a bound some millions a second were read. */
    private static final int FRAMES = 20_000;

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int FRAME_HEADER = 9;
    private static final int ENHANCE_YOUR_CALM = 11;

    @Test
    void a_flood_of_empty_continuations_ends_the_connection_and_leaves_no_stack_in_the_log() throws IOException {
        Logs.apply("info", false);
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        ByteArrayOutputStream flood = new ByteArrayOutputStream();
        flood.writeBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        flood.writeBytes(frame(SETTINGS, 0));
        flood.writeBytes(frame(HEADERS, 1));
        for (int i = 0; i < FRAMES; i++) {
            flood.writeBytes(frame(CONTINUATION, 1));
        }
        try (Socket socket = connect()) {
            send(socket, flood.toByteArray());
            assertThat(errorOfGoaway(new DataInputStream(socket.getInputStream())))
                    .as("it is called off for the flood, and not for being idle")
                    .isEqualTo(ENHANCE_YOUR_CALM);
        }
        assertThat(SERVER.get("/healthz").status()).isEqualTo(200);
        root.detachAppender(log);
        assertThat(List.copyOf(log.list))
                .filteredOn(event -> event.getThrowableProxy() != null)
                .extracting(ILoggingEvent::getFormattedMessage)
                .isEmpty();
    }

    /** An empty frame without flags. */
    private static byte[] frame(int type, int stream) {
        return new byte[] {0, 0, 0, (byte) type, 0, 0, 0, 0, (byte) stream};
    }

    /** Passes over the frames before it. */
    private static int errorOfGoaway(DataInputStream in) throws IOException {
        while (true) {
            byte[] header = in.readNBytes(FRAME_HEADER);
            assertThat(header).as("the connection ends with a GOAWAY").hasSize(FRAME_HEADER);
            int length = ((header[0] & 0xff) << 16) | ((header[1] & 0xff) << 8) | (header[2] & 0xff);
            byte[] content = in.readNBytes(length);
            if (header[3] == GOAWAY) {
                return ByteBuffer.wrap(content).getInt(Integer.BYTES);
            }
            assertThat(header[3]).as("a frame of an answer").isNotEqualTo((byte) HEADERS);
        }
    }

    @Test
    void a_line_break_in_a_quoted_chunk_extension_smuggles_nothing() throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Transfer-Encoding: chunked

            1;a="
            X
            0

            GET /healthz HTTP/1.1
            Host: localhost
            X: "

            0

            """);

        assertThat(statuses(answers)).as(answers).containsExactly(400);
    }

    @Test
    void a_request_of_http_1_0_with_two_lengths_smuggles_nothing() throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.0
            Host: localhost
            Content-Type: application/json
            Content-Length: 5
            Transfer-Encoding: chunked
            Connection: keep-alive

            0

            GET /healthz HTTP/1.1
            Host: localhost

            """);

        assertThat(statuses(answers)).as(answers).hasSize(1).doesNotContain(200);
    }

    @Test
    void a_request_of_http_1_1_with_two_lengths_smuggles_nothing() throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Content-Length: 5
            Transfer-Encoding: chunked

            0

            GET /healthz HTTP/1.1
            Host: localhost

            """);

        assertThat(statuses(answers)).as(answers).hasSize(1).doesNotContain(200);
    }

    @Test
    void a_request_that_names_two_hosts_is_refused() throws IOException {
        String answers = answers("""
            GET /v1/deliveries HTTP/1.1
            Host: localhost
            Host: elsewhere.example
            Connection: close

            """);

        assertThat(statuses(answers)).as(answers).containsExactly(400);
        assertThat(answers).contains("Host", "2 headers", "one header");
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked, identity", "identity", "chunked, chunked", "xchunked", "\u000bchunked"})
    void a_transfer_encoding_that_does_not_say_where_a_body_ends_is_refused(String encoding) throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Transfer-Encoding: %s

            0

            GET /healthz HTTP/1.1
            Host: localhost
            Connection: close

            """.formatted(encoding));

        assertThat(statuses(answers)).as(answers).doesNotContain(200, 202).hasSize(1);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** All that comes until the server closes the connection. */
    private static String answers(String requests) throws IOException {
        try (Socket socket = connect()) {
            send(socket, requests.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (SocketException closed) {
            // It had enough before it had all; what it answered is read.
        }
    }

    private static List<Integer> statuses(String answers) {
        List<Integer> statuses = new ArrayList<>();
        for (String line : answers.split("\r\n", -1)) {
            int at = line.indexOf("HTTP/1.");
            if (at >= 0) {
                statuses.add(Integer.valueOf(line.substring(at + 9, at + 12)));
            }
        }
        return statuses;
    }
}
