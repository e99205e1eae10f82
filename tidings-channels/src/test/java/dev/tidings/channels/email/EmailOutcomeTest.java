package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import dev.tidings.channels.outbound.Authority;
import dev.tidings.channels.outbound.NameServer;
import dev.tidings.core.channel.Outcome;
import dev.tidings.testkit.server.FreePorts;
import io.netty.resolver.dns.SingletonDnsServerAddressStreamProvider;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailOutcomeTest {
    private static final char[] PASSWORD = "changeit".toCharArray();

    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    private static KeyStore keys(SelfSignedCertificateExtension certificate) throws Exception {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("key", certificate.privateKey(), PASSWORD, new Certificate[] {certificate.certificate()});
        return store;
    }

    private static SSLContext tls() throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(keys(CERTIFICATE), PASSWORD);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    private static Outcome send(int port, Map<String, Object> settings) throws Exception {
        try (EmailChannel channel = Letters.channel(port, settings)) {
            return channel.send(Letters.message());
        }
    }

    private static void assertCode(Outcome outcome, Class<? extends Outcome> kind, String code) {
        assertThat(outcome).as(outcome.toString()).isInstanceOf(kind);
        assertThat(
                        switch (outcome) {
                            case Outcome.Retry retry -> retry.code();
                            case Outcome.ProviderFailed failed -> failed.code();
                            case Outcome.Rejected rejected -> rejected.code();
                            default -> null;
                        })
                .as(outcome.toString())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        MAIL | 421 4.3.2 closing        | retry    | smtp_4xx
        MAIL | 451 4.3.0 try later      | retry    | smtp_4xx
        MAIL | 550 5.7.1 not you        | rejected | smtp_5xx
        MAIL | 530 5.7.0 log in first   | provider | provider_auth_failed
        MAIL | 552 5.3.4 too big        | rejected | smtp_5xx
        RCPT | 421 4.7.0 slow down      | retry    | smtp_4xx
        RCPT | 450 4.2.0 greylisted     | retry    | smtp_4xx
        RCPT | 452 4.2.2 mailbox full   | retry    | smtp_4xx
        RCPT | 550 5.1.1 no such user   | rejected | recipient_rejected
        RCPT | 551 5.7.1 not local      | rejected | recipient_rejected
        RCPT | 553 5.1.3 bad address    | rejected | recipient_rejected
        RCPT | 554 5.7.1 no relaying    | rejected | recipient_rejected
        RCPT | 530 5.7.0 log in first   | provider | provider_auth_failed
        DATA | 451 4.3.0 out of disk    | retry    | smtp_4xx
        DATA | 554 5.6.0 no             | rejected | smtp_5xx
        BODY | 452 4.3.1 out of disk    | retry    | smtp_4xx
        BODY | 550 5.7.1 looks like spam | rejected | smtp_5xx
        BODY | 554 5.6.0 unreadable     | rejected | smtp_5xx
        """)
    void every_reply_has_its_outcome(String command, String reply, String kind, String code) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null).on(command, reply)) {
            Outcome outcome = send(server.port(), Map.of());
            assertCode(outcome, kind(kind), code);
            assertThat(outcome.evidence().providerStatus()).isEqualTo(Integer.valueOf(reply.substring(0, 3)));
            assertThat(outcome.evidence().response()).contains(reply);
        }
    }

    private static Class<? extends Outcome> kind(String word) {
        return switch (word) {
            case "retry" -> Outcome.Retry.class;
            case "provider" -> Outcome.ProviderFailed.class;
            default -> Outcome.Rejected.class;
        };
    }

    @ParameterizedTest
    @CsvSource({
        "HELLO, 554 no service, provider, network_error",
        "HELLO, hang up, provider, network_error",
        "EHLO, hang up, provider, network_error",
        "RCPT, hang up, retry, network_error",
        "BODY, hang up, retry, network_error",
        "HELLO, silence, provider, provider_timeout",
        "MAIL, silence, retry, provider_timeout",
        "BODY, silence, retry, provider_timeout"
    })
    void a_failure_before_there_is_a_connection_is_the_providers_and_a_later_one_is_a_retry(
            String command, String reply, String kind, String code) throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null).on(command, reply)) {
            assertCode(send(server.port(), Map.of("timeout", "200ms")), kind(kind), code);
        }
    }

    @Test
    void a_closed_port_is_a_failure_of_the_provider() throws Exception {
        int port = FreePorts.free();
        assertCode(send(port, Map.of()), Outcome.ProviderFailed.class, "network_error");
        assertCode(send(port, Map.of("host", "no-such-host.invalid")), Outcome.ProviderFailed.class, "network_error");
    }

    @Test
    void the_mail_server_is_the_provider_of_every_address() {
        try (EmailChannel channel = Letters.channel(2525, Map.of("host", "mail.example.com"))) {
            assertThat(channel.provider("ann@example.com")).isEqualTo("mail.example.com:2525");
        }
    }

    @Test
    void a_wrong_password_is_a_failure_of_the_provider() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null).on("AUTH", "535 5.7.8 no")) {
            Outcome outcome = send(server.port(), Map.of("username", "tidings", "password", "sesame-open"));
            assertCode(outcome, Outcome.ProviderFailed.class, "provider_auth_failed");
            assertThat(outcome.toString()).doesNotContain("sesame-open");
        }
    }

    @Test
    void with_the_right_password_mail_is_sent_over_tls() throws Exception {
        GreenMail server = smtps(CERTIFICATE);
        try {
            server.setUser("tidings", "sesame-open");
            Map<String, Object> settings = Map.of(
                    "host", "localhost",
                    "security", "tls",
                    "ca_file", CERTIFICATE.certificateFile().getAbsolutePath(),
                    "username", "tidings",
                    "password", "sesame-open");
            assertThat(send(server.getSmtps().getPort(), settings)).isInstanceOf(Outcome.Sent.class);
            assertThat(server.getReceivedMessages()).hasSize(1);
        } finally {
            server.stop();
        }
    }

    @Test
    void an_untrusted_certificate_is_a_tls_failure() throws Exception {
        GreenMail server = smtps(CERTIFICATE);
        try {
            Map<String, Object> settings = Map.of("host", "localhost", "security", "tls");
            assertCode(send(server.getSmtps().getPort(), settings), Outcome.ProviderFailed.class, "tls_self_signed");
        } finally {
            server.stop();
        }
    }

    @Test
    void a_certificate_for_another_host_is_a_tls_failure(@TempDir Path folder) throws Exception {
        Authority authority = Authority.root("Mail Root");
        try (ScriptedSmtp server =
                new ScriptedSmtp(authority.issue("mail.example").tls())) {
            Map<String, Object> settings = Map.of(
                    "host", "localhost",
                    "security", "starttls",
                    "ca_file", authority.writeTo(folder).toString());
            assertCode(send(server.port(), settings), Outcome.ProviderFailed.class, "tls_wrong_host");
        }
    }

    private static GreenMail smtps(SelfSignedCertificateExtension certificate) throws Exception {
        Path file = Files.createTempFile("keys", ".p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            keys(certificate).store(out, PASSWORD);
        }
        System.setProperty("greenmail.tls.keystore.file", file.toString());
        System.setProperty("greenmail.tls.keystore.password", new String(PASSWORD));
        try {
            GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTPS));
            server.start();
            return server;
        } finally {
            System.clearProperty("greenmail.tls.keystore.file");
            System.clearProperty("greenmail.tls.keystore.password");
            Files.delete(file);
        }
    }

    @Test
    void starttls_comes_before_any_other_command() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(tls())) {
            Map<String, Object> settings = Map.of(
                    "host", "localhost",
                    "security", "starttls",
                    "ca_file", CERTIFICATE.certificateFile().getAbsolutePath(),
                    "username", "tidings",
                    "password", "sesame-open");
            assertThat(send(server.port(), settings)).isInstanceOf(Outcome.Sent.class);
            List<String> verbs =
                    server.heard.stream().map(line -> line.split("[ :]", 2)[0]).toList();
            assertThat(verbs).startsWith("EHLO", "STARTTLS", "EHLO", "AUTH", "MAIL", "RCPT", "DATA");
        }
    }

    @Test
    void an_expired_certificate_after_starttls_is_reported_with_its_expiry(@TempDir Path folder) throws Exception {
        Authority authority = Authority.root("Mail Root");
        Authority.Identity expired = authority.issue(
                "localhost", Instant.parse("2021-01-01T00:00:00Z"), Instant.parse("2021-03-01T00:00:00Z"));
        try (ScriptedSmtp server = new ScriptedSmtp(expired.tls())) {
            String caFile = authority.writeTo(folder).toString();
            Outcome outcome =
                    send(server.port(), Map.of("host", "localhost", "security", "starttls", "ca_file", caFile));
            assertCode(outcome, Outcome.ProviderFailed.class, "tls_expired");
            assertThat(((Outcome.ProviderFailed) outcome).message())
                    .contains("localhost:" + server.port(), "\"CN=localhost\"", "\"CN=Mail Root\"", "2021-03-01");
        }
    }

    @Test
    void a_plain_text_greeting_where_tls_is_expected_is_tls_not_spoken() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null)) {
            assertCode(send(server.port(), Map.of("security", "tls")), Outcome.ProviderFailed.class, "tls_not_spoken");
        }
    }

    @Test
    void a_server_without_starttls_gets_no_plain_text_mail() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null)) {
            Outcome outcome = send(
                    server.port(), Map.of("security", "starttls", "username", "tidings", "password", "sesame-open"));
            assertCode(outcome, Outcome.ProviderFailed.class, "tls_not_spoken");
            assertThat(server.heard).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
        }
    }

    @Test
    void busy_connections_cost_no_attempt() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null).on("BODY", "silence");
                EmailChannel channel = Letters.channel(server.port(), Map.of("pool_size", 1, "timeout", "300ms"));
                ExecutorService two = Executors.newVirtualThreadPerTaskExecutor()) {
            var first = two.submit(() -> channel.send(Letters.message()));
            var second = two.submit(() -> channel.send(Letters.message()));
            assertThat(List.of(first.get(), second.get()))
                    .hasOnlyElementsOfTypes(Outcome.Retry.class, Outcome.NotTried.class)
                    .hasAtLeastOneElementOfType(Outcome.Retry.class);
            assertThat(channel.mostConcurrent()).isOne();
        }
    }

    @Test
    void an_unresolvable_mail_server_costs_an_attempt_only_while_name_servers_respond() throws Exception {
        try (NameServer names = new NameServer(NameServer.NOERROR, NameServer.NXDOMAIN);
                EmailChannel channel = new EmailChannel(new SingletonDnsServerAddressStreamProvider(names.address()))) {
            channel.start(Letters.context(
                    Map.of("host", "mail.invalid", "security", "none", "from", "Tidings <tidings@example.com>")));
            names.rootAnswers.acquire();
            assertCode(channel.send(Letters.message()), Outcome.ProviderFailed.class, "network_error");

            names.answers(NameServer.SERVFAIL, NameServer.SERVFAIL);
            await().untilAsserted(
                            () -> assertThat(channel.send(Letters.message())).isInstanceOf(Outcome.NotTried.class));
        }
    }

    @Test
    void an_interrupted_attempt_ends_at_once() throws Exception {
        try (ScriptedSmtp server = new ScriptedSmtp(null).on("BODY", "silence");
                EmailChannel channel = Letters.channel(server.port(), Map.of())) {
            var ended = new LinkedBlockingQueue<String>();
            Thread sending = Thread.ofVirtual().start(() -> {
                try {
                    ended.add(channel.send(Letters.message()).toString());
                } catch (InterruptedException e) {
                    ended.add("interrupted");
                }
            });
            while (!server.heard.take().startsWith("DATA")) {}
            sending.interrupt();
            assertThat(ended.take()).isEqualTo("interrupted");
        }
    }
}
