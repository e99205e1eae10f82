package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.channels.template.Composer;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.notification.Payload;
import dev.tidings.core.recipient.RecipientDirectory;
import dev.tidings.core.recipient.RecipientTraits;
import dev.tidings.core.store.StoreUnavailable;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the profile of a recipient does to the text of a mail. */
class EmailRecipientTest {
    private static final RecipientTraits GERMAN =
            new RecipientTraits("de-AT", "Europe/Vienna", "{\"name\":\"Ann\",\"plan\":{\"users\":3}}");

    @TempDir
    Path dir;

    private final List<String> lookups = new ArrayList<>();
    private @Nullable EmailChannel channel;

    @AfterEach
    void stop() {
        if (channel != null) {
            channel.close();
        }
    }

    @Test
    void the_language_of_the_profile_selects_the_template() throws Exception {
        template("build.subject", "red");
        template("build@de.subject", "rot");

        assertThat(subject(Map.of(), null)).isEqualTo("rot");
        assertThat(lookups).containsExactly("default user:42");
    }

    @Test
    void the_endpoint_and_the_preview_take_precedence_over_the_profile() throws Exception {
        template("build@de.subject", "rot");
        template("build@fr.subject", "rouge");
        template("build@en.subject", "red");

        assertThat(subject(Map.of("locale", "fr"), null)).isEqualTo("rouge");
        assertThat(subject(Map.of(), Locale.ENGLISH)).isEqualTo("red");
        assertThat(lookups).isEmpty();
    }

    @Test
    void templates_have_the_traits_of_the_recipient() throws Exception {
        template(
                "build.subject",
                "{{recipient}}: {{recipient.attributes.name}}, {{recipient.attributes.plan.users}},"
                        + " {{recipient.time_zone}}, {{recipient.locale}}, {{recipient.attributes.nothing}}.");

        assertThat(subject(Map.of("locale", "fr"), null)).isEqualTo("user:42: Ann, 3, Europe/Vienna, de-AT, .");
    }

    @Test
    void a_section_of_the_recipient_has_short_names() throws Exception {
        template(
                "build.subject", "{{#recipient}}{{#attributes}}{{name}}{{/attributes}} in {{time_zone}}{{/recipient}}");

        assertThat(subject(Map.of("locale", "fr"), null)).isEqualTo("Ann in Europe/Vienna");
    }

    @Test
    void a_recipient_without_a_profile_has_only_an_id() throws Exception {
        template("build.subject", "{{recipient}}{{recipient.attributes.name}} {{locale}}");

        assertThat(subject(RecipientDirectory.NONE, Map.of(), null)).isEqualTo("user:42 en");
    }

    @Test
    void an_address_of_an_intent_is_not_looked_up() throws Exception {
        template("build.subject", "{{recipient}}{{recipient.attributes.name}}");

        start((tenant, recipient) -> {
            throw new AssertionError("looked up " + recipient);
        });

        assertThat(subject(preview(Letters.message(), null))).isEqualTo("user:42");
    }

    @Test
    void a_mail_waits_while_profiles_cannot_be_read() throws Exception {
        EmailChannel mail = start((tenant, recipient) -> {
            throw new StoreUnavailable("the disk is full", "full");
        });

        assertThat(mail.send(Letters.toEndpoint(Letters.CONTENT, null, Map.of())))
                .isEqualTo(Composer.UNREAD);
    }

    private void template(String name, String source) throws Exception {
        Files.writeString(dir.resolve(name + ".mustache"), source);
    }

    private String subject(Map<String, String> settings, @Nullable Locale locale) {
        return subject(
                (tenant, recipient) -> {
                    lookups.add(tenant + " " + recipient);
                    return GERMAN;
                },
                settings,
                locale);
    }

    private String subject(RecipientDirectory recipients, Map<String, String> settings, @Nullable Locale locale) {
        stop();
        start(recipients);
        return subject(preview(Letters.toEndpoint(Letters.CONTENT, Payload.of("{}"), settings), locale));
    }

    private EmailChannel start(RecipientDirectory recipients) {
        EmailChannel started = Letters.channel(2525, Map.of("templates_dir", dir.toString()), recipients);
        channel = started;
        return started;
    }

    private Preview preview(Message message, @Nullable Locale locale) {
        return Objects.requireNonNull(channel).preview(message, locale);
    }

    private static String subject(Preview preview) {
        assertThat(preview.parts()).isNotEmpty();
        return new String(preview.parts().getFirst().content(), StandardCharsets.UTF_8);
    }
}
