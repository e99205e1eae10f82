package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.tidings.server.telemetry.Logs;
import dev.tidings.testkit.extension.NeedsServers;
import dev.tidings.testkit.server.ReceivedText;
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
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Request smuggling attacks: none smuggles a second request or keeps a thread busy. */
@NeedsServers
class RequestFramingTest {
    @RegisterExtension
    static final EdgeServer SERVER = new EdgeServer();

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    /** Enough to detect the limit; without it, millions of frames per second were read. */
    private static final int FRAMES = 20_000;

    private static final int HEADERS = 1;
    private static final int SETTINGS = 4;
    private static final int GOAWAY = 7;
    private static final int CONTINUATION = 9;
    private static final int FRAME_HEADER = 9;
    private static final int ENHANCE_YOUR_CALM = 11;

    @Test
    void a_flood_of_empty_continuations_ends_the_connection_without_a_stack_trace_in_the_log() throws IOException {
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
                    .as("closed because of the flood, not because it is idle")
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

    /** Skips earlier frames. */
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
    void a_request_with_two_hosts_is_refused() throws IOException {
        String answers = answers("""
            GET /v1/deliveries HTTP/1.1
            Host: localhost
            Host: elsewhere.example
            Connection: close

            """);

        assertThat(statuses(answers)).as(answers).containsExactly(400);
        assertThat(answers).contains("Host", "2 headers", "one header");
    }

    /** A proxy may use the other one, or add its own. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "X: a",
                "Host: a, b",
                "Host: a b",
                "Host: user@localhost",
                "Host: localhost/a",
                "Host: a?b",
                "Host: a#b"
            })
    void a_request_without_a_host_or_with_an_invalid_one_is_refused(String line) throws IOException {
        String answers = answers("""
            GET /healthz HTTP/1.1
            %s

            GET /healthz HTTP/1.1
            Host: localhost

            """.formatted(line));

        assertThat(statuses(answers)).as(answers).containsExactly(400);
    }

    @Test
    void a_probe_of_http_1_0_needs_no_host() throws IOException {
        String answers = answers("GET /healthz HTTP/1.0\n\n");

        assertThat(statuses(answers)).as(answers).containsExactly(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/9.9", "HTTP/1.2", "HTTP/2.0", "HTTP/0.9"})
    void an_unknown_http_version_is_refused(String version) throws IOException {
        String answers = answers("""
            GET /healthz %s
            Host: localhost

            GET /healthz HTTP/1.1
            Host: localhost

            """.formatted(version));

        assertThat(statuses(answers)).as(answers).containsExactly(400);
    }

    @Test
    void an_unknown_http_version_is_refused_later_on_a_connection() throws IOException {
        String answers = answers("""
            GET /healthz HTTP/1.1
            Host: localhost

            GET /healthz HTTP/9.9
            Host: localhost

            """);

        assertThat(statuses(answers)).as(answers).containsExactly(200, 400);
    }

    /** Refused according to RFC 9112, 6.3 and neighboring sections. */
    static Stream<Arguments> heads() {
        return Stream.of(
                Arguments.of("codings of which chunked is not the last", "Transfer-Encoding: chunked, identity"),
                Arguments.of("codings in two lines", "Transfer-Encoding: chunked\nTransfer-Encoding: identity"),
                Arguments.of("no coding at all", "Transfer-Encoding: identity"),
                Arguments.of("chunked twice", "Transfer-Encoding: chunked, chunked"),
                Arguments.of("a coding that nobody knows", "Transfer-Encoding: xchunked"),
                Arguments.of("a coding that nobody decodes before chunked", "Transfer-Encoding: gzip, chunked"),
                Arguments.of("no coding before chunked", "Transfer-Encoding: identity, chunked"),
                Arguments.of("a coding after white space", "Transfer-Encoding:\u000bchunked"),
                Arguments.of("two lengths that differ", "Content-Length: 5\nContent-Length: 6"),
                Arguments.of("a list of lengths that differ", "Content-Length: 5, 6"),
                Arguments.of("a length with a sign", "Content-Length: +5"),
                Arguments.of("a negative length", "Content-Length: -5"),
                Arguments.of("a length in hexadecimal", "Content-Length: 0x5"),
                Arguments.of("an empty length", "Content-Length: "),
                Arguments.of("a length beyond any number", "Content-Length: 99999999999999999999"),
                Arguments.of("white space before a colon", "Content-Length : 5"),
                Arguments.of("a line without a colon", "Content-Length 5"),
                Arguments.of("a line without a name", ": 5"),
                Arguments.of("NUL in a value", "X: a\u0000b"),
                Arguments.of("a bare line break in a value", "X: a\rContent-Length: 5"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("heads")
    void a_head_with_ambiguous_length_smuggles_nothing(String name, String lines) throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.1
            Host: localhost
            Content-Type: application/json
            %s

            0

            GET /healthz HTTP/1.1
            Host: localhost

            """.formatted(lines));

        assertThat(statuses(answers)).as(answers).containsExactly(400);
    }

    @Test
    void a_folded_header_line_belongs_to_the_previous_one() throws IOException {
        String answers = answers("""
            GET /healthz HTTP/1.1
            Host: localhost
            X: a
             Content-Length: 50

            GET /readyz HTTP/1.0
            Host: localhost

            """);

        assertThat(statuses(answers)).as(answers).containsExactly(200, 200);
    }

    static Stream<Arguments> chunks() {
        return Stream.of(
                Arguments.of("a size that is not a number", "x"),
                Arguments.of("a negative size", "-1"),
                Arguments.of("a size with a sign", "+1"),
                Arguments.of("a size with its base", "0x1"),
                Arguments.of("a size beyond any number", "FFFFFFFFFFFFFFFFF"),
                Arguments.of("a size that wraps around", "100000001"),
                Arguments.of("an empty size", ""));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("chunks")
    void a_chunk_with_an_ambiguous_size_smuggles_nothing(String name, String size) throws IOException {
        String answers = answers("""
            POST /v1/intents HTTP/1.1
            Host: localhost
            Content-Type: application/json
            Transfer-Encoding: chunked

            %s
            x
            0

            GET /healthz HTTP/1.1
            Host: localhost

            """.formatted(size));

        assertThat(statuses(answers)).as(answers).hasSize(1).doesNotContain(200);
    }

    private static Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), SERVER.port());
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        return socket;
    }

    /** Reads until the server closes the connection. */
    private static String answers(String requests) throws IOException {
        try (Socket socket = connect()) {
            send(socket, requests.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            return ReceivedText.untilClosed(socket);
        }
    }

    private static void send(Socket socket, byte[] bytes) throws IOException {
        try {
            OutputStream out = socket.getOutputStream();
            out.write(bytes);
            out.flush();
        } catch (SocketException closed) {
            // The server closed early; read its response.
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
