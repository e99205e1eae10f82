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
 * Reads one JSON document field by field and refuses unexpected content. Reading methods consume the current value. Not
 * thread-safe; for one document.
 */
public final class JsonReader {
    /** The maximum nesting depth. */
    public static final int MAX_DEPTH = 64;

    private static final int LONGEST_NAME = 1024;
    private static final int LONGEST_NUMBER = 400;

    private static final JsonFactory STRICT = factory(true);
    /** Ignores duplicate fields in slices, which other readers check. */
    private static final JsonFactory SLICING = factory(false);

    private final byte[] bytes;
    private final int from;
    private final JsonParser parser;

    /** Reads the value of one field. */
    @FunctionalInterface
    public interface Fields {
        /** Returns false, without reading, when the field is unknown. */
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

    /** Reads a single JSON value. */
    public static <T> T read(byte[] bytes, Root<T> root) {
        return read(STRICT, bytes, 0, bytes.length, root);
    }

    /** Reads a single JSON value from a slice. */
    public static <T> T read(byte[] bytes, int from, int length, Root<T> root) {
        return read(STRICT, bytes, from, length, root);
    }

    /** Like {@link #read(byte[], Root)}, but does not check skipped values for duplicate fields. */
    public static <T> T slice(byte[] bytes, Root<T> root) {
        return read(SLICING, bytes, 0, bytes.length, root);
    }

    private static <T> T read(JsonFactory factory, byte[] bytes, int from, int length, Root<T> root) {
        Utf8.check(bytes, from, length);
        try (JsonParser parser = factory.createParser(bytes, from, length)) {
            JsonReader reader = new JsonReader(bytes, from, parser);
            try {
                if (parser.nextToken() == null) {
                    throw MalformedJson.empty();
                }
                T value = root.read(reader);
                if (parser.nextToken() != null) {
                    throw MalformedJson.trailing(parser);
                }
                return value;
            } catch (IOException malformed) {
                throw MalformedJson.of(malformed, reader::path);
            }
        } catch (IOException impossible) {
            throw new IllegalStateException("closing a reader of bytes failed", impossible);
        }
    }

    /** @param known the known fields, for the message */
    public void object(String known, Fields fields) throws IOException {
        require(JsonToken.START_OBJECT, "an object");
        for (String name = parser.nextFieldName(); name != null; name = parser.nextFieldName()) {
            parser.nextToken();
            if (!fields.read(name)) {
                throw MalformedJson.unknown(path(), known);
            }
        }
    }

    public void array(Element element) throws IOException {
        require(JsonToken.START_ARRAY, "an array");
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            element.read(i);
        }
    }

    /** Reads a text; refuses what {@link TextCheck} refuses. */
    public String text() throws IOException {
        require(JsonToken.VALUE_STRING, "a string");
        return plainText();
    }

    public @Nullable String optionalText() throws IOException {
        return absent() ? null : text();
    }

    /** Reads a text, or a number as written. */
    public String textOrNumber() throws IOException {
        return parser.currentToken().isNumeric() ? parser.getText() : text();
    }

    /** Reads a text that messages must not repeat. */
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

    /** Reads a whole number within inclusive bounds. */
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

    /** Reads an RFC 3339 time; null when absent. */
    public @Nullable Instant optionalTime() throws IOException {
        if (absent()) {
            return null;
        }
        require(JsonToken.VALUE_STRING, Rfc3339Times.EXPECTED);
        try {
            return Rfc3339Times.parse(parser.getText());
        } catch (DateTimeException malformed) {
            throw wrong(shown(), Rfc3339Times.EXPECTED);
        }
    }

    /** Reads an object of texts that messages must not repeat. */
    public Map<String, String> texts() throws IOException {
        Map<String, String> texts = new LinkedHashMap<>();
        object("", name -> {
            TextCheck.plain(path(), name);
            texts.put(name, secretText());
            return true;
        });
        return texts;
    }

    /** Returns whether the value is null, which means the same as an absent field. */
    public boolean absent() {
        return parser.currentToken() == JsonToken.VALUE_NULL;
    }

    /** Returns the value's bytes unchanged; null when absent. */
    public byte @Nullable [] optionalRaw() throws IOException {
        return absent() ? null : raw();
    }

    /** Returns the value's bytes unchanged. */
    public byte[] raw() throws IOException {
        int begin = offset(parser.currentTokenLocation().getByteOffset());
        skip();
        return Arrays.copyOfRange(bytes, begin, offset(parser.currentLocation().getByteOffset()));
    }

    /** Skips the value and verifies that it is well-formed. */
    public void skip() throws IOException {
        if (parser.currentToken().isStructStart()) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
    }

    /** Skips the value and verifies that all names and texts are Unicode; refuses unpaired surrogates by path. */
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

    /** Returns the path of the value: {@code audience.recipients[3]}. */
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

    /** Describes a value of the wrong type without showing it, because it may be a misplaced secret. */
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
                // JSON between systems is UTF-8; UTF-16 detection would break the offsets of raw values.
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
