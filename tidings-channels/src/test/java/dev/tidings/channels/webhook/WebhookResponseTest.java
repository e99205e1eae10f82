package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.channels.http.RawReceiver;
import dev.tidings.core.channel.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A receiver that answered 2xx has the message, whatever follows: a retry would deliver it twice. */
class WebhookResponseTest {
    private static final WebhookChannel CHANNEL = new WebhookChannel();
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final int EVIDENCE_BYTES = 4 * 1024;

    @BeforeAll
    static void start() {
        CHANNEL.start(Hooks.context(Map.of("timeout", "10s")));
    }

    @AfterAll
    static void stop() {
        CHANNEL.close();
    }

    private static Outcome send(RawReceiver receiver) throws InterruptedException {
        return CHANNEL.send(Hooks.message(Hooks.endpoint(receiver.url())));
    }

    static Stream<Arguments> whatFollows() {
        String chunked = OK + "transfer-encoding: chunked\r\n\r\n";
        return Stream.of(
                Arguments.of("headers of 9 KiB", OK + header(9) + "content-length: 0\r\n\r\n"),
                Arguments.of("headers of 70 KiB", OK + header(70) + "content-length: 0\r\n\r\n"),
                Arguments.of("headers of 1 MiB", OK + header(1024) + "content-length: 0\r\n\r\n"),
                Arguments.of("20,000 headers", OK + "x-a: b\r\n".repeat(20_000) + "\r\n"),
                Arguments.of("a header without a colon", OK + "nonsense\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("a header without a name", OK + ": nonsense\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("a header with control characters", OK + "x-a: \001\002\000\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("a header name with a space", OK + "x a: b\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("two content lengths", OK + "content-length: 1\r\ncontent-length: 2\r\n\r\nab"),
                Arguments.of("a content length that is not a number", OK + "content-length: many\r\n\r\nab"),
                Arguments.of("a negative content length", OK + "content-length: -2\r\n\r\nab"),
                Arguments.of("a content length beyond the body", OK + "content-length: 1000\r\n\r\nab"),
                Arguments.of("a body beyond the content length", OK + "content-length: 2\r\n\r\nabcdef"),
                Arguments.of(
                        "chunks and a content length",
                        OK + "content-length: 9\r\ntransfer-encoding: chunked\r\n\r\nno"),
                Arguments.of("a chunk size that is not a number", chunked + "zz\r\nab\r\n"),
                Arguments.of("a chunk that is cut off", chunked + "10\r\nab"),
                Arguments.of("no last chunk", chunked + "2\r\nab\r\n"),
                Arguments.of("trailers", chunked + "2\r\nab\r\n0\r\nx-sum: 1\r\n\r\n"),
                Arguments.of("trailers of 70 KiB", chunked + "2\r\nab\r\n0\r\n" + header(70) + "\r\n"),
                Arguments.of("malformed trailers", chunked + "2\r\nab\r\n0\r\n: nonsense\r\n\r\n"),
                Arguments.of("trailers that are cut off", chunked + "2\r\nab\r\n0\r\nx-su"),
                Arguments.of("an unknown transfer encoding", OK + "transfer-encoding: zip\r\n\r\nab"),
                Arguments.of("a body that is not gzip", OK + "content-encoding: gzip\r\ncontent-length: 2\r\n\r\nab"),
                Arguments.of("an end behind the status line", OK),
                Arguments.of("an end within the headers", OK + "content-le"),
                Arguments.of("a bare line feed for each line end", "HTTP/1.1 200 OK\ncontent-length: 0\n\n"),
                Arguments.of("no reason phrase", "HTTP/1.1 200\r\ncontent-length: 0\r\n\r\n"),
                Arguments.of("a reason phrase of 9 KiB", "HTTP/1.1 200 " + "x".repeat(9 * 1024) + "\r\n\r\n"),
                Arguments.of("HTTP/1.0", "HTTP/1.0 200 OK\r\n\r\nbody"),
                Arguments.of(
                        "earlier 1xx responses",
                        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n" + OK + "\r\n"));
    }

    private static String header(int kib) {
        return "x-large: " + "x".repeat(kib * 1024) + "\r\n";
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("whatFollows")
    void a_2xx_counts_whatever_follows_its_status_line(String what, String said) throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            Outcome outcome = send(receiver.says(said));

            assertThat(outcome).as(what).isInstanceOf(Outcome.Sent.class);
            assertThat(outcome.evidence().providerStatus()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OK, OK + "content-length: 2\r\n", OK + "content-length: 2\r\n\r\na"})
    void a_2xx_counts_when_nothing_follows(String said) throws Exception {
        try (RawReceiver receiver = new RawReceiver();
                WebhookChannel hurried = new WebhookChannel()) {
            hurried.start(Hooks.context(Map.of("timeout", "1s")));
            receiver.answers(out -> {
                out.write(said.getBytes(StandardCharsets.US_ASCII));
                out.flush();
                receiver.hold();
                return false;
            });

            assertThat(hurried.send(Hooks.message(Hooks.endpoint(receiver.url()))))
                    .isInstanceOf(Outcome.Sent.class);
        }
    }

    @Test
    void headers_before_an_invalid_one_are_used() throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            receiver.says("HTTP/1.1 429 Slow down\r\nretry-after: 17\r\nx-a: b\r\n" + header(70) + "\r\n");

            assertThat(send(receiver)).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
                assertThat(retry.code()).isEqualTo("provider_rate_limited");
                assertThat(retry.retryAfter()).isEqualTo(Duration.ofSeconds(17));
            });
        }
    }

    @Test
    void other_statuses_count_in_the_same_way() throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            receiver.says("HTTP/1.1 503 Busy\r\n" + header(70) + "\r\n");
            assertThat(send(receiver))
                    .isInstanceOfSatisfying(
                            Outcome.Retry.class,
                            retry -> assertThat(retry.code()).isEqualTo("provider_5xx"));
        }
    }

    @Test
    void a_connection_with_an_unreadable_response_is_not_reused() throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            receiver.answers(out -> {
                out.write((OK + header(70) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                return true;
            });
            receiver.says(OK + "content-length: 0\r\n\r\n");

            assertThat(send(receiver)).isInstanceOf(Outcome.Sent.class);
            assertThat(send(receiver)).isInstanceOf(Outcome.Sent.class);
            assertThat(receiver.connections()).isEqualTo(2);
        }
    }

    /** Taken for the next response, such bytes would make a delivered message look failed. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 204 No Content\r\ncontent-length: 5\r\n\r\nhello",
                "HTTP/1.1 204 No Content\r\n\r\n{}",
                OK + "content-length: 2\r\n\r\nokay",
                OK + "content-length: 0\r\n\r\n\r\nHTTP/1.1 500 Not Asked\r\ncontent-length: 0\r\n\r\n"
            })
    void bytes_beyond_a_response_are_not_taken_for_the_next_one(String said) throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            for (int i = 0; i < 3; i++) {
                receiver.answers(out -> {
                    out.write(said.getBytes(StandardCharsets.US_ASCII));
                    return true;
                });
            }

            for (int i = 0; i < 3; i++) {
                assertThat(send(receiver)).isInstanceOf(Outcome.Sent.class);
            }
            assertThat(receiver.connections()).isEqualTo(3);
        }
    }

    @Test
    void a_status_does_not_carry_over_to_the_next_response() throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            receiver.answers(out -> {
                out.write((OK + "content-length: 0\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                return true;
            });
            receiver.says("");

            assertThat(send(receiver)).isInstanceOf(Outcome.Sent.class);
            assertThat(send(receiver))
                    .isInstanceOfSatisfying(
                            Outcome.Retry.class,
                            retry -> assertThat(retry.code()).isEqualTo("network_error"));
        }
    }

    @Test
    void a_compressed_body_is_not_inflated_and_its_size_is_bounded() throws Exception {
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.writeBytes((OK + "content-encoding: gzip\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        try (GZIPOutputStream gzip = new GZIPOutputStream(bomb)) {
            gzip.write(new byte[64 * 1024 * 1024]);
        }
        try (RawReceiver receiver = new RawReceiver()) {
            Outcome outcome = send(receiver.says(bomb.toByteArray()));

            assertThat(outcome).isInstanceOf(Outcome.Sent.class);
            assertThat(outcome.evidence().response()).hasSizeLessThanOrEqualTo(EVIDENCE_BYTES);
        }
    }

    @Test
    void informational_responses_are_limited() throws Exception {
        try (RawReceiver receiver = new RawReceiver()) {
            receiver.answers(WebhookResponseTest::announceForever);

            assertThat(send(receiver)).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
                assertThat(retry.code()).isEqualTo("network_error");
                assertThat(retry.message()).contains("informational");
            });
        }
    }

    private static boolean announceForever(java.io.OutputStream out) throws IOException {
        byte[] hint = "HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
        while (true) {
            out.write(hint);
        }
    }
}
