package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.TlsKeyPair;
import dev.tidings.core.problem.StartFailure;
import dev.tidings.core.time.Ticker;
import dev.tidings.http.Draining;
import dev.tidings.server.config.LimitsSection;
import dev.tidings.server.config.ServerSection;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server's TLS, with files that change while it is running. */
class TlsFilesTest {
    private static final Ticker STANDING = () -> 0;

    @TempDir
    Path folder;

    @Test
    void a_renewed_certificate_is_used_without_a_restart() throws Exception {
        X509Certificate first = write(1);
        WebServer server = new WebServer(
                settings(),
                new LimitsSection.Port(
                        100,
                        10,
                        100,
                        100,
                        1024 * 1024,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(10),
                        1024,
                        Duration.ofMinutes(1),
                        64 * 1024 * 1024),
                new Draining(STANDING),
                builder -> builder.service(
                        "/", (ctx, request) -> com.linecorp.armeria.common.HttpResponse.of("over TLS")));
        server.start();
        try {
            URI uri = server.uri("localhost");
            assertThat(uri.getScheme()).isEqualTo("https");
            assertThat(shown(uri, first)).isEqualTo(first);

            assertThat(head(uri, first))
                    .containsIgnoringCase("strict-transport-security: max-age=31536000; includeSubDomains");

            X509Certificate second = write(2);
            assertThat(second).isNotEqualTo(first);
            assertThat(shown(uri, second)).isEqualTo(second);

            Files.writeString(folder.resolve("tls.crt"), "half a fi");
            assertThat(shown(uri, second)).as("the last readable one").isEqualTo(second);

            Files.writeString(
                    folder.resolve("tls.crt"),
                    TestCertificate.pem(TlsKeyPair.ofSelfSigned("localhost")
                            .certificateChain()
                            .getFirst()));
            assertThat(shown(uri, second))
                    .as("the last one with a matching key")
                    .isEqualTo(second);
        } finally {
            server.drain();
        }
    }

    @Test
    void invalid_files_are_named_at_the_start() throws IOException {
        Files.writeString(folder.resolve("tls.crt"), "no certificate");
        Files.writeString(folder.resolve("tls.key"), "no key");

        assertThatThrownBy(() -> TlsFiles.open(settings().tls()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining("server.tls.certificate " + folder.resolve("tls.crt"))
                .hasMessageContaining("PKCS#8");
    }

    private ServerSection settings() {
        return new ServerSection(
                "localhost",
                0,
                List.of(),
                Duration.ZERO,
                Duration.ZERO,
                new ServerSection.Tls(
                        folder.resolve("tls.crt").toString(),
                        folder.resolve("tls.key").toString()),
                ServerSection.Proxies.NONE);
    }

    /** @param changed distinguishes renewals despite coarse file times */
    private X509Certificate write(int changed) throws Exception {
        TlsKeyPair pair = TestCertificate.write(folder, "tls.crt", "tls.key");
        for (String name : List.of("tls.crt", "tls.key")) {
            Files.setLastModifiedTime(
                    folder.resolve(name),
                    FileTime.from(Instant.parse("2026-11-21T12:00:00Z").plusSeconds(changed)));
        }
        return pair.certificateChain().getFirst();
    }

    private static X509Certificate shown(URI uri, X509Certificate trusted) throws Exception {
        try (SSLSocket socket = connect(uri, trusted)) {
            return (X509Certificate) socket.getSession().getPeerCertificates()[0];
        }
    }

    private static String head(URI uri, X509Certificate trusted) throws Exception {
        try (SSLSocket socket = connect(uri, trusted)) {
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        }
    }

    private static SSLSocket connect(URI uri, X509Certificate trusted) throws Exception {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        store.setCertificateEntry("tidings", trusted);
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket(uri.getHost(), uri.getPort());
        socket.startHandshake();
        return socket;
    }
}
