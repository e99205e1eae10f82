package dev.tidings.streams;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a stream. Field names may repeat, and values may be binary.
 *
 * @param id such as {@code 1719000000000-0}
 */
public record StreamEntry(String id, List<Field> fields) {
    /** A name and its value; the arrays must not be modified. */
    public record Field(byte[] name, byte[] value) {
        /**
         * @param wanted an ASCII name
         */
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

        /** The name for logs and errors. */
        public String shownName() {
            return new String(name, StandardCharsets.UTF_8);
        }
    }

    /** Returns null if the field is missing. Throws a ProblemException if it occurs more than once. */
    public byte @Nullable [] bytes(String name) {
        byte[] found = null;
        for (Field field : fields) {
            if (field.named(name)) {
                if (found != null) {
                    throw Problem.invalid(name, "given more than once", "each field once")
                            .exception();
                }
                found = field.value();
            }
        }
        return found;
    }

    /**
     * Returns null if the field is missing. Throws a ProblemException if it is not UTF-8, contains NUL or
     * occurs more than once.
     */
    public @Nullable String text(String name) {
        byte[] value = bytes(name);
        return value == null ? null : text(name, value);
    }

    /** Decodes a value as UTF-8, or throws a ProblemException that names its field. */
    public static String text(String name, byte[] value) {
        String text = textOrNull(value);
        if (text == null) {
            throw Problem.invalid(name, value.length + " bytes that are not UTF-8", "UTF-8")
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
