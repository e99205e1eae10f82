package dev.tidings.json;

import com.fasterxml.jackson.core.SerializableString;
import com.fasterxml.jackson.core.io.CharacterEscapes;
import com.fasterxml.jackson.core.io.SerializedString;
import dev.tidings.core.text.DisplayText;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Escapes characters in JSON strings that terminals interpret; the JSON value does not change. */
public final class DisplayEscapes extends CharacterEscapes {
    private static final long serialVersionUID = 1L;

    @Override
    public int[] getEscapeCodesForAscii() {
        int[] codes = CharacterEscapes.standardAsciiEscapesForJSON();
        codes[0x7F] = ESCAPE_CUSTOM;
        return codes;
    }

    @Override
    public @Nullable SerializableString getEscapeSequence(int c) {
        return DisplayText.isUnsafe((char) c) ? new SerializedString(String.format(Locale.ROOT, "\\u%04x", c)) : null;
    }
}
