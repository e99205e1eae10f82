package dev.tidings.core.problem;

import dev.tidings.core.text.DisplayText;
import dev.tidings.core.text.PlainText;
import org.jspecify.annotations.Nullable;

/** Refuses text that is not {@link PlainText}, by the name of its field. The text itself, perhaps a secret, is not repeated. */
public final class TextCheck {
    private TextCheck() {}

    /** Throws a ProblemException for NUL and for half a surrogate pair. */
    public static void plain(String field, String text) {
        refuse(field, PlainText.flaw(text), "Unicode text without NUL");
    }

    /**
     * Throws a ProblemException for what {@link #plain} refuses, and for characters that would forge lines or command a terminal
     * wherever the text is shown: no id, no address and no name needs them.
     */
    public static void id(String field, String text) {
        plain(field, text);
        refuse(
                field,
                DisplayText.flaw(text),
                "text without control characters, line breaks and bidirectional overrides");
    }

    /** Throws a ProblemException for half a surrogate pair. */
    public static void unicode(String field, String text) {
        refuse(field, PlainText.flawButNul(text), "Unicode text");
    }

    /** Throws a ProblemException for more characters than a field may have. A character is a code point, as in JSON Schema. */
    public static void atMost(String field, String text, int maxChars) {
        int chars = text.codePointCount(0, text.length());
        if (chars > maxChars) {
            throw Problem.overLimit(field, chars + " characters", "at most " + maxChars)
                    .exception();
        }
    }

    private static void refuse(String field, @Nullable String flaw, String expected) {
        if (flaw != null) {
            throw Problem.invalid(field, flaw, expected).exception();
        }
    }
}
