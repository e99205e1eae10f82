package dev.tidings.streams;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream, as it came: names may be there twice, and nothing need be text.
 *
 * @param id such as {@code 1719000000000-0}
 */
public record StreamEntry(String id, List<Field> fields) {
    /** A name and its value; not to be written to. */
    public record Field(byte[] name, byte[] value) {
        /** @param wanted ASCII */
        public boolean named(String wanted) {
            if (name.length != wanted.length()) {
                return false;
            }
            for (int i = 0; i < name.length; i++) {
                if (name[i] != wanted.charAt(i)) {
                    return false;
                }
            }
            return true;
        }

        /** For people. */
        public String shownName() {
            return new String(name, StandardCharsets.UTF_8);
        }
    }

    /** Null when it has none. Throws a ProblemException when it is there twice. */
    public byte @Nullable [] bytes(String name) {
        byte[] found = null;
        for (Field field : fields) {
            if (field.named(name)) {
                if (found != null) {
                    throw Problem.invalid(name, "there twice", "each field once")
                            .exception();
                }
                found = field.value();
            }
        }
        return found;
    }

    /** Null when it has none. Throws a ProblemException when it is not UTF-8, contains NUL or is given more than once. */
    public @Nullable String text(String name) {
        byte[] value = bytes(name);
        return value == null ? null : text(name, value);
    }

    /** The text of a value, or a ProblemException that names its field. */
    public static String text(String name, byte[] value) {
        String text = textOrNull(value);
        if (text == null) {
            throw Problem.invalid(name, value.length + " bytes that are no UTF-8", "UTF-8")
                    .exception();
        }
        TextCheck.plain(name, text);
        return text;
    }

    static @Nullable String textOrNull(byte[] value) {
        for (byte one : value) {
            if (one < 0) {
                return decoded(value);
            }
        }
        return new String(value, StandardCharsets.US_ASCII);
    }

    private static @Nullable String decoded(byte[] value) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(value))
                    .toString();
        } catch (CharacterCodingException other) {
            return null;
        }
    }
}
