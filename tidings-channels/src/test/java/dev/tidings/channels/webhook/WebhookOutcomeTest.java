package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.testkit.server.FreePorts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class WebhookOutcomeTest {
    private static final RecordingEndpoint SINK = new RecordingEndpoint();
    private static final WebhookChannel CHANNEL = new WebhookChannel();

    @BeforeAll
    static void start() {
        CHANNEL.start(Hooks.context(Map.of("timeout", "2s")));
    }

    @AfterAll
    static void stop() {
        CHANNEL.close();
        SINK.close();
    }

    private static Outcome send(String url) throws InterruptedException {
        return CHANNEL.send(Hooks.message(Hooks.endpoint(url)));
    }

    static IntStream statuses() {
        return IntStream.rangeClosed(200, 599);
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void every_status_has_its_outcome(int status) throws Exception {
        SINK.answers(status);
        Outcome outcome = send(SINK.url());
        assertThat(outcome.evidence().providerStatus()).isEqualTo(status);
        switch (status) {
            case 401, 403 -> assertCode(outcome, Outcome.Retry.class, "provider_auth_failed");
            case 408, 425 -> assertCode(outcome, Outcome.Retry.class, "http_" + status);
            case 410 ->
                assertThat(outcome).isInstanceOfSatisfying(Outcome.Skipped.class, skipped -> {
                    assertThat(skipped.reason()).isEqualTo("endpoint_disabled");
                    assertThat(skipped.endpointGone()).isTrue();
                });
            case 429 -> assertCode(outcome, Outcome.Retry.class, "provider_rate_limited");
            default -> {
                switch (status / 100) {
                    case 2 -> assertThat(outcome).isInstanceOf(Outcome.Sent.class);
                    case 3 -> assertCode(outcome, Outcome.Retry.class, "http_3xx");
                    case 4 -> assertCode(outcome, Outcome.Retry.class, "http_4xx");
                    default -> assertCode(outcome, Outcome.Retry.class, "provider_5xx");
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "429, 17, 17",
        "503, 120, 120",
        "500, 'Sat, 21 Nov 2026 10:16:30 GMT', 60",
        "500, 'Saturday, 21-Nov-26 10:16:30 GMT', 60",
        "500, 'Sat Nov 21 10:16:30 2026', 60",
        "503, 10000000000, 86400",
        "408, 5, 5",
        "503, soon,",
        "503, 'Sat, 21 Nov 2026 10:00:00 GMT',"
    })
    void retry_after_is_parsed_as_seconds_and_as_a_date(int status, String header, @Nullable Long seconds)
            throws Exception {
        SINK.answers(status, "retry-after", header);
        assertThat(send(SINK.url()))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.retryAfter())
                                .isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds)));
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (RecordingEndpoint elsewhere = new RecordingEndpoint()) {
            SINK.answers(307, "location", elsewhere.url());
            assertCode(send(SINK.url()), Outcome.Retry.class, "http_3xx");
            assertThat(elsewhere.received).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "https://user:sesame@new.example.com:8443/hooks?token=sesame#s, https://new.example.com:8443/hooks?…",
        "/moved, /moved",
        "//cdn.example.com/a, //cdn.example.com/a"
    })
    void a_redirect_message_shows_the_target_without_secrets(String location, String shown) throws Exception {
        SINK.answers(302, "location", location);
        assertThat(send(SINK.url()))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        retry -> assertThat(retry.message())
                                .isEqualTo("the endpoint answered 302 and redirects to " + shown
                                        + "; redirects are not followed: use the final URL as the address"));
    }

    @ParameterizedTest
    @CsvSource({"'400, 413', 400, true", "'400,413', 404, false", "4xx, 422, true", "3xx, 422, false", "5xx, 503, true"
    })
    void final_statuses_of_the_endpoint_are_not_retried(String finals, int status, boolean ends) throws Exception {
        SINK.answers(status);
        Outcome outcome = CHANNEL.send(Hooks.message(
                Hooks.endpoint(SINK.url(), new EndpointAuth.None(), Map.of("final_statuses", finals), Hooks.SECRET)));
        assertThat(outcome).isInstanceOf(ends ? Outcome.Rejected.class : Outcome.Retry.class);
    }

    @Test
    void an_endpoint_may_override_the_final_statuses_of_its_channel() throws Exception {
        try (WebhookChannel strict = new WebhookChannel()) {
            strict.start(Hooks.context(Map.of("timeout", "2s", "final_statuses", "400, 422")));
            SINK.answers(422);
            assertThat(strict.send(Hooks.message(Hooks.endpoint(SINK.url())))).isInstanceOf(Outcome.Rejected.class);
            Endpoint lenient =
                    Hooks.endpoint(SINK.url(), new EndpointAuth.None(), Map.of("final_statuses", "none"), Hooks.SECRET);
            assertThat(strict.send(Hooks.message(lenient))).isInstanceOf(Outcome.Retry.class);
        }
    }

    @Test
    void an_endpoint_that_does_not_respond_is_a_retry() throws Exception {
        SINK.answers(request -> HttpResponse.streaming());
        assertCode(send(SINK.url()), Outcome.Retry.class, "provider_timeout");
    }

    @Test
    void a_closed_port_is_a_retry() throws Exception {
        int port = FreePorts.free();
        assertNoAnswer(
                send("http://127.0.0.1:" + port + "/"), "no response from 127.0.0.1:" + port + ": Connection refused");
    }

    @ParameterizedTest
    @CsvSource({"''", "'HTTP/1.1 2'", "'GARBAGE\r\n\r\n'", "'HTTP/1.1 100 Continue\r\n\r\n'"})
    void a_connection_closed_before_a_status_is_a_retry(String said) throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var accepted = socket.accept()) {
                    accepted.getInputStream().readNBytes(1);
                    accepted.getOutputStream().write(said.getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertNoAnswer(
                    send("http://127.0.0.1:" + socket.getLocalPort() + "/"),
                    "no response from 127.0.0.1:" + socket.getLocalPort()
                            + ": the connection was closed before a status");
        }
    }

    @Test
    void a_reset_connection_is_described() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> {
                try (var accepted = socket.accept()) {
                    accepted.getInputStream().readNBytes(1);
                    accepted.setSoLinger(true, 0);
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            assertNoAnswer(
                    send("http://127.0.0.1:" + socket.getLocalPort() + "/"),
                    "no response from 127.0.0.1:" + socket.getLocalPort()
                            + ": the connection was closed before a status");
        }
    }

    @Test
    void a_name_that_does_not_resolve_is_a_retry() throws Exception {
        assertThat(send("http://no-such-host.invalid/"))
                .isInstanceOfSatisfying(
                        Outcome.Retry.class,
                        // Without a network the query may also time out.
                        retry -> assertThat(retry.message())
                                .isIn(
                                        "no response from no-such-host.invalid:80: the name does not resolve",
                                        "no response within the timeout"));
    }

    @Test
    void plain_http_on_a_tls_connection_is_tls_not_spoken() throws Exception {
        assertCode(send(SINK.url().replace("http:", "https:")), Outcome.Retry.class, "tls_not_spoken");
    }

    @Test
    void a_huge_response_is_cut_off_and_its_start_kept() throws Exception {
        HttpResponseWriter endless = HttpResponse.streaming();
        endless.write(ResponseHeaders.of(200));
        SINK.answers(request -> {
            more(endless);
            return endless;
        });
        Outcome outcome = send(SINK.url());
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        assertThat(outcome.evidence().response()).hasSize(4 * 1024).containsOnlyOnce("x".repeat(4096));
        endless.whenComplete().exceptionally(cutOff -> null).join();
    }

    private static void more(HttpResponseWriter endless) {
        if (endless.tryWrite(HttpData.ofUtf8("x".repeat(8192)))) {
            var _ = endless.whenConsumed().thenRun(() -> more(endless));
        }
    }

    @Test
    void an_endless_body_does_not_invalidate_the_status() throws Exception {
        SINK.answers(request -> {
            HttpResponseWriter response = HttpResponse.streaming();
            response.write(ResponseHeaders.of(202));
            response.write(HttpData.ofUtf8("so far"));
            return response;
        });
        Outcome outcome = send(SINK.url());
        assertThat(outcome).isInstanceOf(Outcome.Sent.class);
        assertThat(outcome.evidence().response()).isEqualTo("so far");
    }

    @Test
    void an_echoed_secret_is_masked_in_the_evidence() throws Exception {
        SINK.answers(request -> HttpResponse.of(
                HttpStatus.OK,
                MediaType.PLAIN_TEXT_UTF_8,
                "you sent " + request.headers().get("authorization") + " and "
                        + request.headers().get("webhook-signature") + " to " + request.path() + " with open=a/b \0"));
        Endpoint endpoint = Hooks.endpoint(
                SINK.url() + "?token=sesame&door=open%3Da/b",
                new EndpointAuth.Basic("ann", new Secret("open-sesame")),
                Map.of(),
                Hooks.SECRET);
        Outcome outcome = CHANNEL.send(Hooks.message(endpoint));
        assertThat(outcome.evidence().response())
                .isEqualTo("you sent Basic **** and **** to /hook?**** with **** \uFFFD");
        assertThat(outcome.evidence().request())
                .contains("POST " + SINK.url() + "?…", "webhook-id: " + Hooks.ID, "webhook-signature: ****")
                .doesNotContain("sesame", "v1,");
    }

    @Test
    void a_blocked_address_is_rejected_and_not_connected_to() throws Exception {
        WebhookChannel strict = new WebhookChannel();
        strict.start(Hooks.context(Map.of(), address -> false, InstantSource.fixed(Hooks.NOW)));
        SINK.answers(204);
        SINK.received.clear();
        assertCode(strict.send(Hooks.message(Hooks.endpoint(SINK.url()))), Outcome.Rejected.class, "address_blocked");
        assertCode(
                strict.send(Hooks.message(Hooks.endpoint("http://localhost:" + SINK.port() + "/"))),
                Outcome.Rejected.class,
                "address_blocked");
        assertThat(SINK.received).isEmpty();
        strict.close();
    }

    @Test
    void a_malformed_stored_endpoint_is_rejected() throws Exception {
        assertCode(send("ftp://example.com/"), Outcome.Rejected.class, "endpoint_invalid");
        Endpoint badKey = Hooks.endpoint(SINK.url(), new EndpointAuth.None(), Map.of(), "whsec_AAAA");
        assertCode(CHANNEL.send(Hooks.message(badKey)), Outcome.Rejected.class, "endpoint_invalid");
        Endpoint badSetting = Hooks.endpoint(SINK.url(), new EndpointAuth.None(), Map.of("body", "xml"));
        assertCode(CHANNEL.send(Hooks.message(badSetting)), Outcome.Rejected.class, "endpoint_invalid");
    }

    private static void assertNoAnswer(Outcome outcome, String message) {
        assertCode(outcome, Outcome.Retry.class, "network_error");
        assertThat(((Outcome.Retry) outcome).message()).isEqualTo(message);
    }

    private static void assertCode(Outcome outcome, Class<? extends Outcome> kind, String code) {
        assertThat(outcome).as(outcome.toString()).isInstanceOf(kind);
        assertThat(
                        switch (outcome) {
                            case Outcome.Retry retry -> retry.code();
                            case Outcome.Rejected rejected -> rejected.code();
                            default -> null;
                        })
                .isEqualTo(code);
    }
}
