package dev.tidings.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidings.client.WireText;
import dev.tidings.core.text.DisplayText;
import dev.tidings.core.text.PlainText;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The separate text rules of client and server are equivalent. */
class TextRulesTest {
    @Test
    void client_and_server_refuse_the_same_texts() {
        for (int c = 0; c <= Character.MAX_VALUE; c++) {
            for (String text : List.of("a" + (char) c, (char) c + "a", "\uD83D" + (char) c, (char) c + "\uDE00")) {
                boolean plain = PlainText.flaw(text) == null;
                assertThat(WireText.flaw(text) == null).as("U+%04X", c).isEqualTo(plain);
                assertThat(WireText.idFlaw(text) == null)
                        .as("U+%04X", c)
                        .isEqualTo(plain && DisplayText.flaw(text) == null);
            }
        }
    }
}
