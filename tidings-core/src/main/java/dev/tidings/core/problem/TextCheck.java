package dev.tidings.core.problem;

import dev.tidings.core.text.DisplayText;
import dev.tidings.core.text.PlainText;
import org.jspecify.annotations.Nullable;

/** Validates text fields by the rules of {@link PlainText}. Errors omit the text, which may be a secret. */
public final class TextCheck {
    private TextCheck() {}

    /** Refuses NUL and unpaired surrogates with a ProblemException. */
    public static void plain(String field, String text) {
        refuse(field, PlainText.flaw(text), "Unicode text without NUL");
    }

    /**
     * Refuses what {@link #plain} refuses, and control characters that could forge log lines or control a terminal; no
     * id, address or name needs them.
     */
    public static void id(String field, String text) {
        plain(field, text);
        refuse(
                field,
                DisplayText.flaw(text),
                "text without control characters, line breaks and bidirectional overrides");
    }

    /** Refuses unpaired surrogates with a ProblemException. */
    public static void unicode(String field, String text) {
        refuse(field, PlainText.flawButNul(text), "Unicode text");
    }

    /** Refuses text of too many characters with a ProblemException. A character is a code point, as in JSON Schema. */
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
