package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.recipient.RecipientDirectory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EmailSettingsTest {
    private static EmailSettings of(Map<String, Object> more) {
        Map<String, Object> settings = new HashMap<>(Map.of("host", "mail.example.org", "from", "a@example.org"));
        settings.putAll(more);
        return Objects.requireNonNull(EmailSettings.of(Letters.context(settings)));
    }

    @Test
    void the_defaults_are_safe() {
        EmailSettings settings = of(Map.of());
        assertThat(settings.security()).isEqualTo(EmailSettings.Security.STARTTLS);
        assertThat(settings.port()).isEqualTo(587);
        assertThat(settings.messageIdDomain()).isEqualTo("example.org");
        assertThat(of(Map.of("security", "tls")).port()).isEqualTo(465);
        assertThat(of(Map.of("security", "none", "port", "2525")).port()).isEqualTo(2525);
        assertThat(of(Map.of("password", "sesame-open")).toString()).doesNotContain("sesame-open");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                port | 0 | channels.email.port is 0; expected a whole number from 1 to 65535
                port | smtp | channels.email.port is smtp
                security | ssl | channels.email.security is ssl; expected none, starttls or tls
                from | a@b.example, c@d.example | channels.email.from is
                from | nobody | channels.email.from is nobody
                pool_size | 101 | channels.email.pool_size is 101
                message_id_domain | a b | channels.email.message_id_domain
                templates_dir | /no/such/folder | channels.email.templates_dir is /no/such/folder
                ca_file | /no/such/file | channels.email.ca_file is /no/such/file
                        host | '  ' | channels.email.host is '  '; expected text that is not blank
                ehlo_host | a b | channels.email.ehlo_host is a b
                        hots | x | channels.email.hots is an unknown setting; expected one of host
        """)
    void an_invalid_setting_is_an_error_that_names_it(String name, String value, String message) {
        Map<String, Object> settings = new HashMap<>(Map.of("host", "mail.example.org", "from", "a@example.org"));
        settings.put(name, value);
        assertThatThrownBy(() -> {
                    try (EmailChannel channel = new EmailChannel()) {
                        channel.start(Letters.context(settings));
                    }
                })
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(message);
    }

    @Test
    void a_sender_is_required() {
        assertThatThrownBy(() -> EmailSettings.of(Letters.context(Map.of("host", "mail.example.org"))))
                .hasMessageContaining("channels.email.from is missing");
    }

    @Test
    void a_broken_template_fails_the_start(@TempDir Path dir) throws Exception {
        Files.writeString(dir.resolve("build.txt.mustache"), "{{#open}} never closed");
        assertThatThrownBy(() ->
                        PreparedMail.composer(of(Map.of("templates_dir", dir.toString())), RecipientDirectory.NONE))
                .hasMessageContaining("build.txt.mustache");
        Files.delete(dir.resolve("build.txt.mustache"));
        Files.writeString(dir.resolve("build.text.mustache"), "slip");
        assertThatThrownBy(() ->
                        PreparedMail.composer(of(Map.of("templates_dir", dir.toString())), RecipientDirectory.NONE))
                .hasMessageContaining("<type>.txt.mustache");
    }
}
