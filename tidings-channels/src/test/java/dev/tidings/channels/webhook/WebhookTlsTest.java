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

/** Tests the message of each TLS failure with real handshakes. */
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
    void a_trusted_certificate_is_accepted_over_http_1() throws Exception {
        try (RawReceiver receiver = new RawReceiver(
                listening(known.intermediate("Issuing").issue("localhost").tls()))) {
            receiver.says("HTTP/1.1 200 OK\r\nx-large: " + "x".repeat(70 * 1024) + "\r\n\r\n");
            assertThat(send(receiver.port())).isInstanceOf(Outcome.Sent.class);
        }
    }

    @Test
    void an_expired_certificate_is_reported_with_its_expiry() throws Exception {
        assertFails(
                known.issue("localhost", FIRST_DAY, LAST_DAY),
                "tls_expired",
                "\"CN=localhost\"",
                "issued by \"CN=Known Root\"",
                "expired at 2021-03-01T12:00:00Z; renew it");
    }

    @Test
    void a_certificate_that_is_not_yet_valid_is_reported_with_its_start() throws Exception {
        assertFails(
                known.issue("localhost", Instant.parse("2088-01-01T00:00:00Z"), Instant.parse("2089-01-01T00:00:00Z")),
                "tls_not_yet_valid",
                "\"CN=localhost\"",
                "valid from 2088-01-01T00:00:00Z",
                "clocks");
    }

    @Test
    void a_certificate_for_another_host_is_reported_with_both_hosts() throws Exception {
        assertFails(
                known.issue("hooks.example.com"),
                "tls_wrong_host",
                "\"CN=hooks.example.com\"",
                "is for hooks.example.com, not for localhost");
    }

    @Test
    void the_message_for_a_self_signed_certificate_names_the_setting() throws Exception {
        assertFails(
                Authority.selfSigned("localhost"),
                "tls_self_signed",
                "\"CN=localhost\"",
                "is self-signed",
                "channels.webhook.ca_file");
    }

    @Test
    void the_message_for_an_unknown_authority_names_the_setting() throws Exception {
        assertFails(
                unknown.issue("localhost").withoutChain(),
                "tls_unknown_issuer",
                "\"CN=localhost\"",
                "issued by \"CN=Unknown Root\"",
                "channels.webhook.ca_file");
    }

    @Test
    void a_missing_intermediate_certificate_is_an_unknown_authority() throws Exception {
        assertFails(
                known.intermediate("Issuing").issue("localhost").withoutChain(),
                "tls_unknown_issuer",
                "issued by \"CN=Issuing\"",
                "intermediate certificates");
    }

    @Test
    void plain_http_on_https_is_tls_not_spoken() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            answerOnce(
                    socket,
                    "HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertFails(socket.getLocalPort(), "tls_not_spoken", "answered without TLS", "port");
        }
    }

    @Test
    void a_server_with_only_old_protocols_has_no_common_protocol() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            // A fatal alert, protocol_version, as such servers send it.
            answerOnce(socket, HexFormat.of().parseHex("15030100020246"));
            assertFails(socket.getLocalPort(), "tls_no_common_protocol", "TLS 1.2 or 1.3");
        }
    }

    @Test
    void a_server_without_a_common_cipher_suite_is_reported() throws Exception {
        SSLServerSocket socket =
                (SSLServerSocket) listening(known.issue("localhost").tls());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setEnabledCipherSuites(new String[] {"TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"});
        try (RawReceiver receiver = new RawReceiver(socket)) {
            assertFails(receiver.port(), "tls_no_common_protocol", "cipher suite");
        }
    }

    @Test
    void a_server_that_requires_a_client_certificate_is_reported() throws Exception {
        SSLServerSocket socket =
                (SSLServerSocket) listening(known.issue("localhost").tls());
        socket.setEnabledProtocols(new String[] {"TLSv1.2"});
        socket.setNeedClientAuth(true);
        try (RawReceiver receiver = new RawReceiver(socket)) {
            assertFails(receiver.port(), "tls_no_common_protocol", "client certificate");
        }
    }

    /** With TLS 1.3 the refusal arrives after the handshake. JSSE reports less than OpenSSL, whose message this is. */
    @Test
    void an_openssl_server_that_requires_a_client_certificate_is_reported() {
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
                // The client's side shows the effect.
            }
        });
    }
}
