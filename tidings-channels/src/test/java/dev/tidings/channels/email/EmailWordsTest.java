package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.problem.ProblemException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.api.Assertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the text of a mail, sent and previewed. */
class EmailWordsTest {
    private static final Content UNTRUSTED =
            new Content("Build", "Win at https://evil.example", null, "https://ci.example/7");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @TempDir
    Path dir;

    private @Nullable EmailChannel channel;

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.close();
        }
        server.stop();
    }

    private EmailChannel channel(Map<String, Object> settings) {
        server.start();
        channel = Letters.channel(server.getSmtp().getPort(), settings);
        return channel;
    }

    private void template(String name, String source) throws Exception {
        Files.writeString(dir.resolve(name + ".mustache"), source);
    }

    private EmailChannel withTemplates() {
        return channel(Map.of("templates_dir", dir.toString()));
    }

    private static String text(Preview preview, String part) {
        return preview.parts().stream()
                .filter(one -> one.name().equals(part))
                .map(one -> new String(one.content(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static Preview preview(EmailChannel channel, Message message, @Nullable String locale) {
        return channel.preview(message, locale == null ? null : Locale.forLanguageTag(locale));
    }

    @Test
    void a_blank_part_counts_as_missing() throws Exception {
        template("build.failed.subject", "{{payload.nothing}}\u200B ");
        template("build.subject", "[{{payload.branch}}]");
        template("build.failed.txt", "\u00A0{{payload.nothing}}");
        template("build.failed.html", "<p>{{summary}}</p>");
        EmailChannel channel = withTemplates();

        Preview preview = preview(
                channel,
                Letters.message(new Content("Failed", "Two tests.", null, null), Payload.of("{\"branch\":\"main\"}")),
                null);

        assertThat(text(preview, "subject")).isEqualTo("[main]");
        assertThat(text(preview, "text")).contains("Failed", "Two tests.");
        assertThat(text(preview, "html")).isEqualTo("<p>Two tests.</p>");
        assertThat(preview.templates())
                .containsEntry("subject", "build.subject.mustache")
                .containsEntry("txt", "built-in txt")
                .containsEntry("html", "build.failed.html.mustache");
    }

    @Test
    void a_subject_is_never_empty_and_is_truncated_between_characters() throws Exception {
        template("default.subject", "{{payload.nothing}}");
        EmailChannel channel = withTemplates();

        assertThat(text(preview(channel, Letters.message(new Content("T", "s", null, null), null), null), "subject"))
                .isEqualTo("T");
        String families = "👨‍👩‍👧‍👦".repeat(40);
        assertThat(text(
                        preview(channel, Letters.message(new Content(families, "s", null, null), null), null),
                        "subject"))
                .isEqualTo("👨‍👩‍👧‍👦".repeat(35) + "…");
    }

    @Test
    void a_preview_equals_what_is_sent() throws Exception {
        template("build.failed@zh.subject", "【{{payload.branch}}】{{title}}");
        template("build@zh.txt", "{{summary}} — {{action_text}} {{target_url}}");
        EmailChannel channel = withTemplates();
        Message message = Letters.message(
                new Content("构建失败", "主干变红", null, "https://ci.example/7"),
                Payload.of("{\"branch\":\"main\"}"),
                "zh-CN");

        Preview preview = preview(channel, message, null);

        assertThat(server.getReceivedMessages()).isEmpty();
        assertThat(channel.send(message)).isInstanceOf(Outcome.Sent.class);
        MimeMessage mail = server.getReceivedMessages()[0];
        MimeMultipart sent = (MimeMultipart) mail.getContent();
        assertThat(text(preview, "subject")).isEqualTo(mail.getSubject()).isEqualTo("【main】构建失败");
        assertThat(text(preview, "text"))
                .isEqualTo(sent.getBodyPart(0).getContent())
                .isEqualTo("主干变红 — 查看详情 https://ci.example/7");
        assertThat(text(preview, "html").replace("\n", "\r\n").replace("\r\r", "\r"))
                .isEqualTo(String.valueOf(sent.getBodyPart(1).getContent())
                        .replace("\r\n", "\n")
                        .replace("\n", "\r\n"))
                .contains("lang=\"zh-CN\"", "查看详情: 构建失败");
        assertThat(preview.templates())
                .isEqualTo(Map.of(
                        "subject", "build.failed@zh.subject.mustache",
                        "txt", "build@zh.txt.mustache",
                        "html", "built-in html"));
        assertThat(preview.locale()).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(preview.fallbackUsed()).isFalse();
        assertThat(preview.outcome()).isNull();
    }

    @Test
    void the_language_comes_from_the_preview_the_reader_or_the_channel() {
        EmailChannel german = channel(Map.of("locale", "de"));
        Message message = Letters.message();

        assertThat(text(preview(german, message, null), "html")).contains("Öffnen: ");
        assertThat(text(preview(german, Letters.message("ja"), null), "html")).contains("開く: ");
        assertThat(text(preview(german, Letters.message("ja"), "zh-TW"), "html"))
                .contains("查看詳情: ");
    }

    @Test
    void a_summary_with_a_link_is_replaced_and_the_evidence_shows_it() throws Exception {
        EmailChannel channel = channel(Map.of());

        Outcome outcome = channel.send(Letters.message(UNTRUSTED, null));

        assertThat(outcome.evidence().request()).contains("fallback_used: true");
        String text = (String) ((MimeMultipart) server.getReceivedMessages()[0].getContent())
                .getBodyPart(0)
                .getContent();
        assertThat(text)
                .contains("There is news for you", "https://ci.example/7")
                .doesNotContain("evil");
    }

    @Test
    void trust_links_keeps_links_and_the_fallback_can_have_a_template() throws Exception {
        EmailChannel trusting = channel(Map.of("trust_links", "true"));
        assertThat(text(preview(trusting, Letters.message(UNTRUSTED, null), null), "text"))
                .contains("evil.example");
        stop();

        template("default@de.fallback", "Neues von {{producer}}.\n");
        Preview preview = preview(withTemplates(), Letters.message(UNTRUSTED, null), "de");
        assertThat(text(preview, "text")).contains("Neues von ci.");
        assertThat(preview.fallbackUsed()).isTrue();
        assertThat(preview.templates()).containsEntry("fallback", "default@de.fallback.mustache");
    }

    @Test
    void without_content_there_is_no_fallback() {
        Preview preview =
                preview(channel(Map.of()), Letters.message((Content) null, Payload.of("{\"branch\":\"main\"}")), null);

        assertThat(text(preview, "text")).contains("\"branch\" : \"main\"").doesNotContain("There is news");
        assertThat(preview.fallbackUsed()).isFalse();
    }

    @Test
    void a_preview_shows_the_outcome_of_a_message_that_cannot_be_sent() throws Exception {
        template(
                "default.txt",
                "{{#payload.all}}{{#payload.all}}{{#payload.all}}0123456789{{/payload.all}}"
                        + "{{/payload.all}}{{/payload.all}}");
        EmailChannel channel = withTemplates();
        for (Message message : List.of(
                Letters.message(null, Payload.of("{\"a\":")),
                Letters.message(null, Payload.of("{\"all\":[" + "1,".repeat(99) + "1]}")),
                Letters.message("not a language"))) {
            Outcome sent = channel.send(message);

            assertThat(sent).isInstanceOf(Outcome.Rejected.class);
            assertThat(preview(channel, message, null).outcome()).isEqualTo(sent);
        }
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void a_preview_of_an_unconfigured_channel_is_refused() {
        try (EmailChannel bare = new EmailChannel()) {
            bare.start(Letters.context(Map.of()));

            assertThat(preview(bare, Letters.message(), null).outcome())
                    .isInstanceOfSatisfying(
                            Outcome.Skipped.class,
                            skipped -> assertThat(skipped.reason()).isEqualTo("channel_not_configured"));
        }
    }

    @Test
    void an_endpoint_can_set_its_readers_language() {
        EmailChannel channel = channel(Map.of());
        channel.checkEndpoint(Objects.requireNonNull(Letters.message("zh-Hant").endpoint()));

        Assertions.assertThatThrownBy(() -> channel.checkEndpoint(
                        Objects.requireNonNull(Letters.message("zh_TW!").endpoint())))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("settings.locale is zh_TW!");
    }
}
