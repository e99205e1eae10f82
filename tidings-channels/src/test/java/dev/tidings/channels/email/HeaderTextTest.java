package dev.tidings.channels.email;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.tidings.core.problem.ProblemException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeUtility;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTextTest {
    /** "Your password" with a line break and a header, if a reader decoded it. */
    private static final String ENCODED_WORD = "=?utf-8?B?WW91ciBwYXNzd29yZA0KQmNjOiBldmU=?=";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Build 42 failed",
                "Grüße aus 世界 \ud83d\ude00",
                ENCODED_WORD,
                "a " + ENCODED_WORD + " b",
                "=?utf-8?Q?=0D=0ABcc=3A_eve?=",
                "=?",
                "ends with =?",
                "a very long one =?x?Q?y?= that does not fit into a single encoded word, whatever is done"
                        + " \ud83d\ude00\ud83d\ude00"
            })
    void a_reader_sees_the_text_that_was_written(String text) throws Exception {
        String header = HeaderText.encoded(text);

        assertThat(MimeUtility.decodeText(header)).isEqualTo(text);
        assertThat(header).matches("\\p{ASCII}*").doesNotContain(ENCODED_WORD, "=?utf-8?Q?=0D");
        assertThat(header.split(" "))
                .allSatisfy(word -> assertThat(word.length()).isLessThanOrEqualTo(75));
    }

    @Test
    void a_title_with_line_breaks_and_an_encoded_word_cannot_inject_headers() throws Exception {
        String title = "Hi\r\nBcc: eve@example.com\u0085\u2028\u202e\u001b[2J " + ENCODED_WORD;
        MailMessage message = MailMessage.of(
                Session.getInstance(new Properties()),
                "<id@example.com>",
                Mailbox.parse("from", "tidings@example.com"),
                Mailbox.parse("to", "ann@example.com"),
                Instant.EPOCH,
                new MailText(title, "text", "html"));

        ByteArrayOutputStream written = new ByteArrayOutputStream();
        message.writeTo(written);

        String headers = written.toString(StandardCharsets.US_ASCII).split("\r\n\r\n", 2)[0];
        assertThat(headers.lines())
                .noneMatch(line -> line.startsWith("Bcc"))
                .filteredOn(line -> line.startsWith("Subject:"))
                .hasSize(1);
        assertThat(message.getSubject()).isEqualTo("Hi Bcc: eve@example.com [2J " + ENCODED_WORD);
    }

    @Test
    void an_encoded_word_is_not_a_mailbox() {
        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(() -> Mailbox.parse("address", "=?utf-8?q?eve=40evil.example?=@example.com"));
    }
}
