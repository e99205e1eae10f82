package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Payload;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmailSendTest {
    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));
    private EmailChannel channel;

    @BeforeEach
    void start() {
        server.start();
        channel = Letters.channel(server.getSmtp().getPort(), Map.of());
    }

    @AfterEach
    void stop() {
        channel.close();
        server.stop();
    }

    private MimeMessage only() {
        assertThat(server.getReceivedMessages()).hasSize(1);
        return server.getReceivedMessages()[0];
    }

    private static String part(MimeMessage mail, int index) throws Exception {
        return (String) ((MimeMultipart) mail.getContent()).getBodyPart(index).getContent();
    }

    @Test
    void a_mail_has_text_html_and_the_required_headers() throws Exception {
        Outcome outcome = channel.send(Letters.message());

        assertThat(outcome).isInstanceOfSatisfying(Outcome.Sent.class, sent -> {
            assertThat(sent.evidence().providerStatus()).isEqualTo(250);
            assertThat(sent.evidence().providerMessageId()).isEqualTo("<" + Letters.ID + "@example.org>");
            assertThat(sent.evidence().request()).contains("RCPT TO:<ann@example.com>");
            assertThat(sent.evidence().response()).startsWith("250");
        });
        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("Build 7 failed");
        assertThat(mail.getHeader("From")).containsExactly("Tidings <tidings@example.org>");
        assertThat(mail.getHeader("To")).containsExactly("ann@example.com");
        assertThat(mail.getHeader("Message-ID")).containsExactly("<" + Letters.ID + "@example.org>");
        assertThat(mail.getHeader("Auto-Submitted")).containsExactly("auto-generated");
        assertThat(mail.getSentDate().toInstant()).isEqualTo(Letters.NOW);
        assertThat(mail.getContentType()).startsWith("multipart/alternative");
        assertThat(part(mail, 0)).contains("Two tests failed.", "https://ci.example/7");
        assertThat(part(mail, 1)).contains("<h1", "Two tests failed.", "href=\"https://ci.example/7\"");
    }

    @Test
    void ids_are_in_headers_and_not_in_the_text() throws Exception {
        channel.send(Letters.message());
        MimeMessage mail = only();
        for (int i = 0; i < 2; i++) {
            assertThat(part(mail, i))
                    .contains("Two tests failed.")
                    .doesNotContain(Letters.ID.value(), "ntf_", "build.failed", "2026-11-21");
        }
        assertThat(mail.getHeader("X-Tidings-Delivery-Id")).containsExactly(Letters.ID.value());
        assertThat(mail.getHeader("X-Tidings-Notification-Id")).containsExactly("ntf_01KAJ5Z0000000000000000000");
        assertThat(mail.getHeader("X-Tidings-Type")).containsExactly("build.failed");
    }

    @Test
    void a_non_ascii_address_is_used_with_smtputf8() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(null).on("EHLO", "250-scripted\r\n250 SMTPUTF8");
                EmailChannel own = Letters.channel(scripted.port(), Map.of())) {
            assertThat(own.send(Letters.to("änn@bücher.example"))).isInstanceOf(Outcome.Sent.class);

            assertThat(scripted.heard)
                    .anyMatch(line -> line.startsWith("MAIL FROM:<tidings@example.org>") && line.contains("SMTPUTF8"))
                    .anyMatch(line -> line.startsWith("RCPT TO:<änn@xn--bcher-kva.example>"))
                    .contains("To: änn@xn--bcher-kva.example");
        }
    }

    @Test
    void without_smtputf8_only_non_ascii_addresses_are_rejected() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(null);
                EmailChannel own = Letters.channel(scripted.port(), Map.of())) {
            assertThat(own.send(Letters.to("änn@example.com")))
                    .isInstanceOfSatisfying(
                            Outcome.Rejected.class,
                            rejected -> assertThat(rejected.code()).isEqualTo("smtputf8_not_offered"));
            scripted.on("EHLO", "250-scripted\r\n250 SMTPUTF8");
            assertThat(own.send(Letters.message())).isInstanceOf(Outcome.Sent.class);

            assertThat(scripted.heard).noneMatch(line -> line.startsWith("MAIL") && line.contains("SMTPUTF8"));
        }
    }

    @Test
    void a_non_ascii_sender_without_smtputf8_is_a_failure_of_the_provider() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(null);
                EmailChannel own = Letters.channel(scripted.port(), Map.of("from", "Grüße <grüße@example.org>"))) {
            assertThat(own.send(Letters.message()))
                    .isInstanceOfSatisfying(
                            Outcome.ProviderFailed.class,
                            failed -> assertThat(failed.code()).isEqualTo("smtputf8_not_offered"));
        }
    }

    @Test
    void ehlo_uses_the_configured_name_and_never_localhost() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(null);
                EmailChannel named = Letters.channel(scripted.port(), Map.of("ehlo_host", "Out.bücher.example"));
                EmailChannel nameless = Letters.channel(scripted.port(), Map.of())) {
            named.send(Letters.message());
            assertThat(scripted.heard.take()).isEqualTo("EHLO out.xn--bcher-kva.example");
            scripted.heard.clear();
            nameless.send(Letters.message());
            assertThat(scripted.heard.take()).matches("EHLO (\\[[0-9a-fA-FIPv:.]+]|[a-z0-9-]+(\\.[a-z0-9-]+)+)");
        }
    }

    @Test
    void the_message_id_is_stable_over_attempts() throws Exception {
        channel.send(Letters.message());
        channel.send(Letters.message());
        MimeMessage[] mails = server.getReceivedMessages();
        assertThat(mails[1].getMessageID()).isEqualTo(mails[0].getMessageID());
    }

    @Test
    void any_language_and_any_length_of_line_arrives_unchanged() throws Exception {
        String summary = "Grüße, 你好, 👋🏽 ".repeat(3) + "x".repeat(2_000) + "\n.\n.leading dot\nFrom here";
        channel.send(Letters.message(new Content("Größe “≠” 🚀".repeat(10), summary, null, null), null));
        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("Größe “≠” 🚀".repeat(10));
        assertThat(part(mail, 0).replace("\r\n", "\n")).contains(summary);
    }

    @Test
    void content_cannot_inject_headers_or_markup() throws Exception {
        String evil = "Hi\r\nBcc: eve@example.com\r\n\r\n<script>alert(1)</script>\u2028&amp;";
        channel.send(Letters.message(new Content(evil, evil, null, "javascript:alert(1)"), null));
        MimeMessage mail = only();
        assertThat(mail.getHeader("Bcc")).isNull();
        assertThat(mail.getSubject()).isEqualTo("Hi Bcc: eve@example.com <script>alert(1)</script> &amp;");
        assertThat(part(mail, 1)).doesNotContain("<script>", "javascript:").contains("&lt;script&gt;", "&amp;amp;");
    }

    @Test
    void without_content_the_payload_is_shown() throws Exception {
        channel.send(Letters.message(null, Payload.of("{\"branch\":\"main\",\"tests\":[1,2]}")));
        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("build.failed");
        assertThat(part(mail, 0)).contains("\"branch\" : \"main\"");
        assertThat(part(mail, 1)).contains("&quot;branch&quot; : &quot;main&quot;");
    }

    @Test
    void a_payload_that_is_not_json_is_rejected() throws Exception {
        assertThat(channel.send(Letters.message(null, Payload.of("{\"a\":"))))
                .isInstanceOfSatisfying(
                        Outcome.Rejected.class,
                        rejected -> assertThat(rejected.code()).isEqualTo("payload_encoding_failed"));
    }

    @Test
    void connections_are_reused_and_replaced_when_closed() throws Exception {
        try (ScriptedSmtp scripted = new ScriptedSmtp(null);
                EmailChannel pooled = Letters.channel(scripted.port(), Map.of())) {
            for (int i = 0; i < 3; i++) {
                assertThat(pooled.send(Letters.message())).isInstanceOf(Outcome.Sent.class);
            }
            assertThat(scripted.connections).hasValue(1);

            scripted.on("NOOP", "hang up");
            assertThat(pooled.send(Letters.message())).isInstanceOf(Outcome.Sent.class);
            assertThat(scripted.connections).hasValue(2);
        }
    }

    @Test
    void templates_of_a_folder_take_precedence_over_built_in_ones(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("build.subject.mustache"), "[{{payload.branch}}] {{title}}");
        Files.writeString(
                dir.resolve("build.failed.txt.mustache"), "{{#payload.tests}}{{name}}={{ok}};{{/payload.tests}}");
        try (EmailChannel own = Letters.channel(server.getSmtp().getPort(), Map.of("templates_dir", dir.toString()))) {
            own.send(
                    Letters.message(
                            new Content("Failed", "s", null, null),
                            Payload.of(
                                    "{\"branch\":\"main\",\"tests\":[{\"name\":\"a<b\",\"ok\":false},{\"name\":\"c\",\"ok\":1.50}]}")));
        }
        MimeMessage mail = only();
        assertThat(mail.getSubject()).isEqualTo("[main] Failed");
        assertThat(part(mail, 0)).isEqualTo("a<b=false;c=1.50;");
        assertThat(part(mail, 1)).contains("<h1");
    }

    @Test
    void without_a_host_the_channel_is_not_configured() throws Exception {
        try (EmailChannel bare = new EmailChannel()) {
            bare.start(Letters.context(Map.of()));
            assertThat(bare.send(Letters.message()))
                    .isInstanceOfSatisfying(
                            Outcome.Skipped.class,
                            skipped -> assertThat(skipped.reason()).isEqualTo("channel_not_configured"));
        }
    }
}
