package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidings.core.problem.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
    @ParameterizedTest
    @CsvSource({
        "ann@example.com, ann@example.com",
        "ann.lee+build@mail.example.com, ann.lee+build@mail.example.com",
        "o'neil@example.com, o'neil@example.com",
        "root@localhost, root@localhost",
        "ann@bücher.example, ann@xn--bcher-kva.example",
        "ann@straße.de, ann@xn--strae-oqa.de",
        "ann@XN--STRAE-OQA.de, ann@xn--strae-oqa.de",
        "änn@example.com, änn@example.com",
        "用户.一@例え.テスト, 用户.一@xn--r8jz45g.xn--zckzah"
    })
    void a_plain_mailbox_is_accepted(String text, String address) {
        assertThat(Mailbox.parse("address", text).getAddress()).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ann",
                "@example.com",
                "ann@",
                "ann@@example.com",
                "ann@example.com, bob@example.com",
                "ann@example.com;bob@example.com",
                "ann@example.com bob@example.com",
                "Ann <ann@example.com>",
                "<ann@example.com>",
                "ann(comment)@example.com",
                "ann@example.com(comment)",
                "\"ann lee\"@example.com",
                "ann@[127.0.0.1]",
                "ann@example..com",
                "ann@-example.com",
                "ann@example.com.",
                ".ann@example.com",
                "ann.@example.com",
                "a..b@example.com",
                " ann@example.com",
                "ann@example.com ",
                "ann@example.com\r\nBcc: eve@example.com",
                "ann\n@example.com",
                "ann@exa\u0000mple.com",
                "ann\u00A0lee@example.com",
                "ann\u200B@example.com",
                "ann\u2028@example.com",
                "ann\u0085@example.com",
                "undisclosed:ann@example.com;"
            })
    void anything_else_is_an_error_that_names_the_field(String text) {
        assertThatThrownBy(() -> Mailbox.parse("audience.addresses[0].address", text))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("audience.addresses[0].address")
                .hasMessageContaining("one mailbox");
    }

    @Test
    void an_invalid_domain_is_refused_with_its_label() {
        assertThatThrownBy(() -> Mailbox.parse("address", "ann@mail.a\u200Db.example"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("label \"a\u200Db\" is not valid");
        assertThatThrownBy(() -> Mailbox.parse("address", "ann@mail.xn--zzzz"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("label \"xn--zzzz\" is not valid");
    }

    @Test
    void a_mailbox_is_shown_with_an_ascii_domain() {
        assertThat(new EmailChannel().shownAddress("änn@straße.de")).isEqualTo("änn@xn--strae-oqa.de");
        assertThat(new EmailChannel().shownAddress("nobody")).isEqualTo("nobody");
    }

    @Test
    void the_local_part_is_limited_in_bytes() {
        assertThat(Mailbox.parse("address", "ü".repeat(32) + "@example.com").getAddress())
                .startsWith("ü");
        assertThatThrownBy(() -> Mailbox.parse("address", "ü".repeat(33) + "@example.com"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("64 bytes");
    }

    @ParameterizedTest
    @ValueSource(ints = {65, 200})
    void a_local_part_that_is_too_long_is_refused(int chars) {
        assertThatThrownBy(() -> Mailbox.parse("address", "a".repeat(chars) + "@example.com"))
                .isInstanceOf(ProblemException.class);
    }
}
