package dev.tidings.channels.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.core.id.NotificationId;
import dev.tidings.core.notification.Content;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.notification.Payload;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordingTest {
    private static final Phrases PHRASES = Phrases.in(Locale.ENGLISH);
    private static final Wording.Rules RULES = new Wording.Rules(180, false);
    private static final String URL = "https://app.example.com/builds/7";

    @Test
    void a_short_summary_is_unchanged() {
        Wording wording = of(" The build is red. ", "See the build.", URL);

        assertThat(wording).isEqualTo(new Wording("Build", "The build is red.", URL, false));
        assertThat(wording.textWithLink()).isEqualTo("The build is red.\n" + URL);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Win at https://evil.example/!", "Look at WWW.evil.example", "ftp://x", ""})
    void the_fallback_replaces_a_summary_with_a_link_and_an_empty_one(String summary) {
        Wording wording = of(summary, "See the build.", URL);

        assertThat(wording.text()).isEqualTo("See the build.");
        assertThat(wording.fallbackUsed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u00A0", "\u200B\u200D", " \uFEFF\u3164\n"})
    void an_invisible_summary_or_fallback_is_replaced(String blank) {
        assertThat(of(blank, "See the build.", URL).text()).isEqualTo("See the build.");
        assertThat(of(blank, blank, URL).text()).isEqualTo(PHRASES.fallback());
    }

    @Test
    void excessive_combining_marks_do_not_empty_a_summary() {
        Wording wording = of("Z" + "\u0301".repeat(200) + "algo is here", null, URL);

        assertThat(wording.text())
                .startsWith("Z\u0301")
                .endsWith("algo is here")
                .hasSizeLessThan(30);
        assertThat(wording.fallbackUsed()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"zh-CN, 你有一条新消息", "zh-TW, 你有一則新訊息", "de-AT, Es gibt Neuigkeiten", "fi, There is news for you"})
    void the_default_fallback_is_in_the_readers_language(String language, String start) {
        Wording wording = Wording.of(
                notification(new Content("Build", "", " ", null)), Phrases.in(Locale.forLanguageTag(language)), RULES);

        assertThat(wording.text()).startsWith(start);
    }

    @Test
    void a_notification_without_content_has_its_type_as_the_title() {
        Wording wording = Wording.of(notification(null), PHRASES, RULES);

        assertThat(wording).isEqualTo(new Wording("build.failed", PHRASES.fallback(), null, true));
    }

    @Test
    void a_link_in_the_text_is_not_repeated() {
        Wording wording = of("", "Read " + URL, URL);

        assertThat(wording.textWithLink()).isEqualTo("Read " + URL);
    }

    @Test
    void a_target_that_is_not_a_web_address_is_not_a_link() {
        assertThat(of("Red.", null, "javascript:alert(1)").link()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        // A family is seven code points, a flag two; the accent adds one.
        "ab👨‍👩‍👧‍👦c, 5, ab",
        "ab👨‍👩‍👧‍👦c, 9, ab👨‍👩‍👧‍👦",
        "🇩🇪🇨🇳, 3, 🇩🇪",
        "cafe\u0301s, 4, caf",
        "汉字汉字, 3, 汉字汉",
    })
    void long_text_is_truncated_before_the_character_that_does_not_fit(String text, int length, String shortened) {
        assertThat(Graphemes.shorten(text, length)).isEqualTo(shortened);
    }

    private static Wording of(String summary, @Nullable String fallback, String url) {
        return Wording.of(notification(new Content("Build", summary, fallback, url)), PHRASES, RULES);
    }

    private static Notification notification(@Nullable Content content) {
        return new Notification(
                NotificationId.of("ntf_01KAJ5Z0000000000000000000"),
                "default",
                "ci",
                "key-1",
                "build.failed",
                content,
                Payload.of("{}"),
                null,
                null,
                null,
                null,
                Instant.EPOCH);
    }
}
