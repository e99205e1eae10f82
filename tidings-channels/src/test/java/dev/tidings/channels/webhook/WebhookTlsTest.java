package dev.tidings.channels.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.channels.http.RawReceiver;
import dev.tidings.channels.outbound.Authority;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.core.channel.Outcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLServerSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is said of each way in which TLS fails, by real handshakes. */
class WebhookTlsTest {
    private static final Instant FIRST_DAY = Instant.parse("2021-01-01T00:00:00Z");
    private static final Instant LAST_DAY = Instant.parse("2021-03-01T12:00:00Z");
    private static final WebhookChannel CHANNEL = new WebhookChannel();
    private static Authority known;
    private static Authority unknown;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        known = Authority.root("Known Root");
        unknown = Authority.root("Unknown Root");
        CHANNEL.start(Hooks.context(Map.of("ca_file", known.writeTo(folder).toString())));
    }

    @AfterAll
    static void stop() {
        CHANNEL.close();
    }

    private static Outcome send(int port) throws InterruptedException {
        return CHANNEL.send(Hooks.message(Hooks.endpoint("https://localhost:" + port + "/hook")));
    }

    private static void assertFails(Authority.Identity shown, String code, String... parts) throws Exception {
        try (RawReceiver receiver = new RawReceiver(listening(shown.tls()))) {
            assertFails(receiver.port(), code, parts);
        }
    }

    private static void assertFails(int port, String code, String... parts) throws Exception {
        Outcome outcome = send(port);
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Retry.class, retry -> {
            assertThat(retry.message())
                    .contains(parts)
                    .startsWith("no TLS connection to localhost:" + port + ": ")
                    .hasSizeLessThan(500);
            assertThat(retry.code()).as(retry.message()).isEqualTo(code);
        });
    }

    private static ServerSocket listening(SSLContext tls) throws IOException {
        return tls.getServerSocketFactory().createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @Test
    void a_trusted_certificate_of_the_host_is_fine_also_over_http_1() throws Exception {
        try (RawReceiver receiver = new RawReceiver(
                listening(known.intermediate("Issuing").issue("localhost").tls()))) {
            receiver.says("HTTP/1.1 200 OK\r\nx-large: " + "x".repeat(70 * 1024) + "\r\n\r\n");
            assertThat(send(receiver.port())).isInstanceOf(Outcome.Sent.class);
        }
    }

    @Test
    void an_expired_certificate_is_named_with_its_last_day() throws Exception {
        assertFails(
                known.issue("localhost", FIRST_DAY, LAST_DAY),
                "tls_expired",
                "\"CN=localhost\"",
                "issued by \"CN=Known Root\"",
                "expired at 2021-03-01T12:00:00Z; renew it");
    }

    @Test
    void a_certificate_of_the_future_is_named_with_its_first_day() throws Exception {
        assertFails(
                known.issue("localhost", Instant.parse("2088-01-01T00:00:00Z"), Instant.parse("2089-01-01T00:00:00Z")),
                "tls_not_yet_valid",
                "\"CN=localhost\"",
                "valid from 2088-01-01T00:00:00Z",
                "clocks");
    }

    @Test
    void a_certificate_of_another_host_is_named_with_both_hosts() throws Exception {
        assertFails(
                known.issue("hooks.example.com"),
                "tls_wrong_host",
                "\"CN=hooks.example.com\"",
                "is for hooks.example.com, not for localhost");
    }

    @Test
    void a_certificate_that_is_signed_by_itself_says_where_to_trust_it() throws Exception {
        assertFails(
                Authority.selfSigned("localhost"),
                "tls_self_signed",
                "\"CN=localhost\"",
                "signed by itself",
                "channels.webhook.ca_file");
    }

    @Test
    void a_certificate_of_an_unknown_authority_says_where_to_trust_it() throws Exception {
        assertFails(
                unknown.issue("localhost").withoutChain(),
                "tls_unknown_issuer",
                "\"CN=localhost\"",
                "issued by \"CN=Unknown Root\"",
                "channels.webhook.ca_file");
    }

    @Test
    void a_missing_intermediate_certificate_is_an_unknown_authority_and_the_message_says_so() throws Exception {
        assertFails(
                known.intermediate("Issuing").issue("localhost").withoutChain(),
                "tls_unknown_issuer",
                "issued by \"CN=Issuing\"",
                "intermediate certificates");
    }

    @Test
    void http_spoken_on_https_is_no_tls_and_no_dump_of_bytes() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answerOnce(
                    socket,
                    "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertFails(socket.getLocalPort(), "tls_not_spoken", "answered without TLS", "port");
        }
    }

    @Test
    void a_server_of_old_protocols_only_has_none_in_common() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // A fatal alert, protocol_version, as such servers send it.
            answerOnce(socket, HexFormat.of().parseHex("15030100020246"));
            assertFails(socket.getLocalPort(), "tls_no_common_protocol", "TLS 1.2 or 1.3");
        }
    }

    @Test
    void a_server_with_no_common_cipher_suite_says_so() throws Exception {
        SSLServerSocket socket =
                (SSLServerSocket) listening(known.issue("localhost").tls());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"});
        try (RawReceiver receiver = new RawReceiver(socket)) {
            assertFails(receiver.port(), "tls_no_common_protocol", "cipher suite");
        }
    }

    @Test
    void a_server_that_wants_a_certificate_of_ours_gets_none() throws Exception {
        SSLServerSocket socket =
                (SSLServerSocket) listening(known.issue("localhost").tls());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setNeedClientAuth(true);
        try (RawReceiver receiver = new RawReceiver(socket)) {
            assertFails(receiver.port(), "tls_no_common_protocol", "client certificate");
        }
    }

    /** Over TLS 1.3 the refusal comes when we think that all is done. JSSE says less than OpenSSL, whose words these are. */
    @Test
    void a_server_of_openssl_that_wants_a_certificate_of_ours_is_one_too() {
        TlsFailure failure = Objects.requireNonNull(TlsFailure.of(
                new SSLHandshakeException(
                        "error:1000045c:SSL routines:OPENSSL_internal:TLSV1_ALERT_CERTIFICATE_REQUIRED"),
                new TlsFailure.Peer("localhost", 443, "webhook")));
        assertThat(failure.code()).isEqualTo("tls_no_common_protocol");
        assertThat(failure.message()).contains("client certificate");
    }

    private static void answerOnce(ServerSocket socket, byte[] bytes) {
        Thread.ofVirtual().start(() -> {
            try (var accepted = socket.accept()) {
                accepted.getInputStream().readNBytes(1);
                accepted.getOutputStream().write(bytes);
                accepted.getOutputStream().flush();
                accepted.getInputStream().readAllBytes();
            } catch (IOException clientWentAway) {
                // What it means is seen on the client's side.
            }
        });
    }
}
