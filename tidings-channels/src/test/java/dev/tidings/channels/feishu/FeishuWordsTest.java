package dev.tidings.channels.feishu;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.testing.junit5.server.SelfSignedCertificateExtension;
import dev.tidings.channels.http.RecordingEndpoint;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Payload;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the text for flows and groups, sent and previewed. */
class FeishuWordsTest {
    @RegisterExtension
    static final SelfSignedCertificateExtension CERTIFICATE = new SelfSignedCertificateExtension("localhost");

    private static final Payload PAYLOAD =
            Payload.of("{\"branch\":\"main\",\"page\":\"https://evil.example\",\"long\":\"" + "长".repeat(200) + "\"}");

    @TempDir
    static Path dir;

    private static RecordingEndpoint sink;
    private static FeishuChannel channel;

    @BeforeAll
    static void start() throws Exception {
        template("blank.title", "{{payload.nothing}}\u200B");
        template("blank.summary", " {{payload.nothing}}\u00A0");
        template("build@zh.title", "构建：{{title}}\n");
        template("build@zh.summary", "{{payload.branch}}：{{summary}}\n");
        template("build@zh.action_text", "去看看");
        template("default.fallback", "News of {{type}}.");
        template("page.summary", "see {{payload.page}}");
        template("long.summary", "{{payload.long}}");
        template("bare.title", "On {{payload.branch}}");
        template("bare.summary", "It is red.");
        sink = Feishus.sink(CERTIFICATE);
        sink.answers(request -> HttpResponse.of(HttpStatus.OK, MediaType.JSON_UTF_8, "{\"code\":0}"));
        Map<String, Object> settings = new HashMap<>(Feishus.settings(CERTIFICATE, sink));
        settings.put("templates_dir", dir.toString());
        settings.put("locale", "en");
        channel = Feishus.channel(settings);
    }

    @AfterAll
    static void stop() {
        channel.close();
        sink.close();
    }

    private static void template(String name, String source) throws Exception {
        Files.writeString(dir.resolve(name + ".mustache"), source);
    }

    private static Preview preview(String type, @Nullable Content content, @Nullable String locale) throws Exception {
        return channel.preview(
                message(type, Feishus.endpoint(Feishus.flow(sink)), content),
                locale == null ? null : Locale.forLanguageTag(locale));
    }

    private static Message message(String type, Endpoint endpoint, @Nullable Content content) {
        return Feishus.message(type, endpoint, content, PAYLOAD);
    }

    private static JsonNode shown(Preview preview) throws Exception {
        return JsonMapper.builder()
                .build()
                .readTree(new String(preview.parts().getFirst().content(), StandardCharsets.UTF_8));
    }

    private static JsonNode message(Preview preview) throws Exception {
        return shown(preview).get("message");
    }

    @Test
    void a_preview_equals_what_is_posted_except_for_the_signature() throws Exception {
        Endpoint endpoint = Feishus.endpoint(
                Feishus.bot(sink), new EndpointAuth.None(), Map.of("locale", "zh-CN"), "shh-secret-shh-secret");
        Message message = message("build.failed", endpoint, Feishus.CONTENT);

        Preview preview = channel.preview(message, null);

        assertThat(sink.received).isEmpty();
        assertThat(channel.send(message)).isInstanceOf(Outcome.Sent.class);
        String posted = sink.received.take().contentUtf8();
        String sign = JsonMapper.builder().build().readTree(posted).get("sign").textValue();
        assertThat(new String(preview.parts().getFirst().content(), StandardCharsets.UTF_8))
                .isEqualTo(posted.replace(sign, "****"))
                .contains("构建：Build", "main：main is red", "去看看");
        assertThat(preview.templates())
                .containsEntry("title", "build@zh.title.mustache")
                .containsEntry("action_text", "build@zh.action_text.mustache");
        assertThat(preview.locale()).isEqualTo(Locale.SIMPLIFIED_CHINESE);
        assertThat(preview.outcome()).isNull();
    }

    @Test
    void the_rules_of_summaries_apply_to_rendered_text() throws Exception {
        Preview link = preview("page", Feishus.CONTENT, null);
        assertThat(message(link).get("summary").textValue()).isEqualTo("See the build.");
        assertThat(link.fallbackUsed()).isTrue();

        Preview tooLong = preview("long", Feishus.CONTENT, null);
        assertThat(message(tooLong).get("summary").textValue()).isEqualTo("长".repeat(180));
        assertThat(tooLong.fallbackUsed()).isFalse();

        Preview untrusted =
                preview("build.failed", new Content("Build", "go to www.evil.example", "See it.", null), "zh");
        assertThat(message(untrusted).get("summary").textValue()).isEqualTo("main：See it.");
        assertThat(untrusted.fallbackUsed()).isTrue();
    }

    @Test
    void a_blank_template_keeps_title_and_summary() throws Exception {
        Preview blank = preview("blank", Feishus.CONTENT, null);

        assertThat(message(blank).get("title").textValue()).isEqualTo(Feishus.CONTENT.title());
        assertThat(message(blank).get("summary").textValue()).isEqualTo("main is red");
        assertThat(blank.fallbackUsed()).isFalse();
        assertThat(blank.templates()).doesNotContainKeys("title", "summary");
    }

    @Test
    void templates_can_render_the_fallback_and_a_payload_without_content() throws Exception {
        assertThat(message(preview("other.type", new Content("T", "www.evil.example", null, null), null))
                        .get("summary")
                        .textValue())
                .isEqualTo("News of other.type.");

        Preview bare = preview("bare", null, null);
        assertThat(message(bare).get("title").textValue()).isEqualTo("On main");
        assertThat(message(bare).get("summary").textValue()).isEqualTo("It is red.");
        assertThat(bare.fallbackUsed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"zh-Hant-TW, 去看看", "en-GB, Open", "de, Öffnen"})
    void the_requested_language_takes_precedence_over_the_endpoints(String locale, String action) throws Exception {
        assertThat(message(preview("build.failed", Feishus.CONTENT, locale))
                        .get("action_text")
                        .textValue())
                .isEqualTo(action);
    }

    @Test
    void a_preview_shows_the_outcome_of_a_message_that_cannot_be_sent() throws Exception {
        Endpoint bot = Feishus.endpoint(Feishus.bot(sink));
        for (Message message : List.of(
                message("other", bot, new Content("t".repeat(20 * 1024), "main is red", null, null)),
                message("other", Feishus.endpoint("https://example.com/hook"), Feishus.CONTENT),
                message(
                        "other",
                        Feishus.endpoint(Feishus.bot(sink), new EndpointAuth.None(), Map.of("msg_type", "x")),
                        Feishus.CONTENT),
                Feishus.message("other", bot, null, Payload.of("{\"a\":")))) {
            Outcome sent = channel.send(message);

            assertThat(sent).isInstanceOf(Outcome.Rejected.class);
            assertThat(channel.preview(message, null).outcome()).isEqualTo(sent);
        }
        Preview tooLarge = preview("other", new Content("t".repeat(20 * 1024), "main is red", null, null), null);
        assertThat(tooLarge.parts().getFirst().content().length)
                .isGreaterThan(tooLarge.parts().getFirst().maxBytes());
    }

    @Test
    void an_address_is_shown_with_its_key_masked() {
        assertThat(channel.shownAddress(Feishus.bot(sink)))
                .isEqualTo("https://localhost:" + sink.port() + "/open-apis/bot/v2/hook/0b5d...2345");
        assertThat(channel.shownAddress("https://elsewhere.example/hook/" + Feishus.KEY))
                .isEqualTo("****");
    }
}
