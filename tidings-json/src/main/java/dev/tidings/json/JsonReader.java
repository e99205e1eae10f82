package dev.tidings.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonStreamContext;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.problem.TextCheck;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document, field by field, and refuses what is not expected. The reading methods look at the value that
 * is next and leave it behind. For one thread and one document.
 */
public final class JsonReader {
    /** How deep objects and arrays may be in each other. */
    public static final int MAX_DEPTH = 64;

    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_NUMBER = 400;

    private static final JsonFactory STRICT = factory(true);
    /** Leaves duplicate fields to whoever reads the slices. */
    private static final JsonFactory SLICING = factory(false);

    private final byte[] bytes;
    private final int from;
    private final JsonParser parser;

    /** Reads the value of one field. */
    @FunctionalInterface
    public interface Fields {
        /** False when there is no such field; then nothing was read. */
        boolean read(String name) throws IOException;
    }

    /** Reads one element of an array. */
    @FunctionalInterface
    public interface Element {
        void read(int index) throws IOException;
    }

    /** Reads a document's root value. */
    @FunctionalInterface
    public interface Root<T> {
        T read(JsonReader json) throws IOException;
    }

    private JsonReader(byte[] bytes, int from, JsonParser parser) {
        this.bytes = bytes;
        this.from = from;
        this.parser = parser;
    }

    /** Reads the one value that the bytes are. */
    public static <T> T read(byte[] bytes, Root<T> root) {
        return read(STRICT, bytes, 0, bytes.length, root);
    }

    /** Reads the one value that a slice of the bytes is. */
    public static <T> T read(byte[] bytes, int from, int length, Root<T> root) {
        return read(STRICT, bytes, from, length, root);
    }

    /** Like {@link #read(byte[], Root)}, but duplicate fields inside of what is skipped are for another reader. */
    public static <T> T slice(byte[] bytes, Root<T> root) {
        return read(SLICING, bytes, 0, bytes.length, root);
    }

    private static <T> T read(JsonFactory factory, byte[] bytes, int from, int length, Root<T> root) {
        Utf8.check(bytes, from, length);
        try (JsonParser parser = factory.createParser(bytes, from, length)) {
            JsonReader reader = new JsonReader(bytes, from, parser);
            try {
                if (parser.nextToken() == null) {
                    throw Malformed.empty();
                }
                T value = root.read(reader);
                if (parser.nextToken() != null) {
                    throw Malformed.trailing(parser);
                }
                return value;
            } catch (IOException malformed) {
                throw Malformed.of(malformed, reader::path);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("closing a reader of bytes failed", impossible);
        }
    }

    /** @param known the fields there are, for the message */
    public void object(String known, Fields fields) throws IOException {
        require(JsonToken.START_OBJECT, "an object");
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (!fields.read(name)) {
                throw Malformed.unknown(path(), known);
            }
        }
    }

    public void array(Element element) throws IOException {
        require(JsonToken.START_ARRAY, "an array");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            element.read(i);
        }
    }

    /** A text as {@link TextCheck} has it. */
    public String text() throws IOException {
        require(JsonToken.VALUE_STRING, "a string");
        return plainText();
    }

    public @Nullable String optionalText() throws IOException {
        return absent() ? null : text();
    }

    /** A text, or a number as it is written. */
    public String textOrNumber() throws IOException {
        return parser.currentToken().isNumeric() ? parser.getText() : text();
    }

    /** A text that is not to be repeated in a message. */
    public String secretText() throws IOException {
        if (parser.currentToken() != JsonToken.VALUE_STRING) {
            throw wrong("not a string", "a string");
        }
        return plainText();
    }

    private String plainText() throws IOException {
        String text = parser.getText();
        TextCheck.plain(path(), text);
        return text;
    }

    public boolean bool() throws IOException {
        return switch (parser.currentToken()) {
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            default -> throw wrong(shown(), "true or false");
        };
    }

    /** A whole number between these, both included. */
    public long integer(long least, long most) throws IOException {
        String expected = "a whole number from " + least + " to " + most;
        if (parser.currentToken() != JsonToken.VALUE_NUMBER_INT
                || parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER) {
            throw wrong(shown(), expected);
        }
        long value = parser.getLongValue();
        if (value < least || value > most) {
            throw wrong(shown(), expected);
        }
        return value;
    }

    /** A time as RFC 3339 writes it; null when absent. */
    public @Nullable Instant optionalTime() throws IOException {
        if (absent()) {
            return null;
        }
        require(JsonToken.VALUE_STRING, Times.EXPECTED);
        try {
            return Times.parse(parser.getText());
        } catch (DateTimeException malformed) {
            throw wrong(shown(), Times.EXPECTED);
        }
    }

    /** An object whose values are all texts, which are not to be repeated in a message. */
    public Map<String, String> texts() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        object("", name -> {
            TextCheck.plain(path(), name);
            texts.put(name, secretText());
            return true;
        });
        return texts;
    }

    /** Whether the value is null, which means the same as leaving the field out. */
    public boolean absent() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** The value's own bytes, exactly as they came; null when absent. */
    public byte @Nullable [] optionalRaw() throws IOException {
        return absent() ? null : raw();
    }

    /** The value's own bytes, exactly as they came. */
    public byte[] raw() throws IOException {
        int begin = offset(parser.currentTokenLocation().getByteOffset());
        skip();
        return Arrays.copyOfRange(bytes, begin, offset(parser.currentLocation().getByteOffset()));
    }

    /** Goes past the value, whatever it is, and proves that it is well-formed. */
    public void skip() throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
    }

    /** Goes past the value and proves that every name and text in it is Unicode; half a surrogate pair is refused by its path. */
    public void skipUnicode() throws IOException {
        int depth = 0;
        do {
            JsonToken token = parser.currentToken();
            if (token == JsonToken.FIELD_NAME || token == JsonToken.VALUE_STRING) {
                TextCheck.unicode(path(), parser.getText());
            } else if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
        } while (depth > 0 && parser.nextToken() != null);
    }

    /** Where in the document the value is: {@code audience.recipients[3]}. */
    public String path() {
        JsonStreamContext context = parser.getParsingContext();
        JsonToken token = parser.currentToken();
        JsonStreamContext parent = context.getParent();
        if (token != null && token.isStructStart() && parent != null) {
            context = parent;
        }
        StringBuilder path = new StringBuilder();
        append(path, context);
        return path.isEmpty() ? "body" : path.toString();
    }

    private static void append(StringBuilder path, JsonStreamContext context) {
        JsonStreamContext parent = context.getParent();
        if (parent != null) {
            append(path, parent);
        }
        String name = context.getCurrentName();
        if (context.inArray()) {
            path.append('[').append(Math.max(0, context.getCurrentIndex())).append(']');
        } else if (context.inObject() && name != null) {
            path.append(path.isEmpty() ? "" : ".").append(name);
        }
    }

    private void require(JsonToken token, String expected) throws IOException {
        if (parser.currentToken() != token) {
            throw wrong(token == JsonToken.START_OBJECT ? kind() : shown(), expected);
        }
    }

    /** Replaces a value that stands where an object should be: it may be a secret that was meant for one of the fields. */
    private String kind() {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a string";
            case VALUE_NULL -> "null";
            case VALUE_TRUE, VALUE_FALSE -> "true or false";
            default -> "a number";
        };
    }

    private ProblemException wrong(String value, String expected) {
        return Problem.invalid(path(), value, expected).exception();
    }

    private String shown() throws IOException {
        return switch (parser.currentToken()) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "'" + parser.getText() + "'";
            default -> parser.getText();
        };
    }

    private int offset(long inSlice) {
        return from + Math.toIntExact(inSlice);
    }

    private static JsonFactory factory(boolean strict) {
        return JsonFactory.builder()
                .configure(StreamReadFeature.STRICT_DUPLICATE_DETECTION, strict)
                .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
                // JSON between systems is UTF-8; guessing at UTF-16 would break the offsets of raw values.
                .disable(JsonFactory.Feature.CHARSET_DETECTION)
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxNameLength(LONGEST_NAME)
                        .maxNumberLength(LONGEST_NUMBER)
                        .build())
                .build();
    }
}
