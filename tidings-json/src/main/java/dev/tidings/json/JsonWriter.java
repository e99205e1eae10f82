package dev.tidings.json;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tidings.core.notification.Payload;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object. Fields without a value are omitted. */
public final class JsonWriter {
    /** Uses the escapes of RFC 8785. */
    private static final JsonFactory FACTORY =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    private static final int TYPICAL_BYTES = 512;

    private final JsonGenerator json;

    /** Writes into an object. */
    @FunctionalInterface
    public interface Body {
        void write(JsonWriter json) throws IOException;
    }

    /** Writes one element of an array as fields of an object. */
    @FunctionalInterface
    public interface Element<T> {
        void write(JsonWriter json, T element) throws IOException;
    }

    private JsonWriter(JsonGenerator json) {
        this.json = json;
    }

    public static byte[] object(Body body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
        try (JsonGenerator generator = FACTORY.createGenerator(out, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            body.write(new JsonWriter(generator));
            generator.writeEndObject();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
        return out.toByteArray();
    }

    public void text(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value);
        }
    }

    public void time(String name, @Nullable Instant value) throws IOException {
        if (value != null) {
            json.writeStringField(name, value.toString());
        }
    }

    public void number(String name, long value) throws IOException {
        json.writeNumberField(name, value);
    }

    public void number(String name, @Nullable Integer value) throws IOException {
        if (value != null) {
            json.writeNumberField(name, value.intValue());
        }
    }

    public void bool(String name, boolean value) throws IOException {
        json.writeBooleanField(name, value);
    }

    public void bytes(String name, byte[] value) throws IOException {
        json.writeBinaryField(name, value);
    }

    /** Writes the payload as JSON. */
    public void payload(String name, @Nullable Payload value) throws IOException {
        raw(name, value == null ? null : new String(value.json(), StandardCharsets.UTF_8));
    }

    /** Writes a value that is already JSON. */
    public void raw(String name, @Nullable String value) throws IOException {
        if (value != null) {
            json.writeFieldName(name);
            json.writeRawValue(value);
        }
    }

    /** Writes a value that is already JSON. */
    public void raw(String name, byte[] value) throws IOException {
        json.writeFieldName(name);
        json.writeRawValue(new String(value, StandardCharsets.UTF_8));
    }

    public void object(String name, Body body) throws IOException {
        json.writeObjectFieldStart(name);
        body.write(this);
        json.writeEndObject();
    }

    public <T> void objects(String name, Collection<? extends T> elements, Element<T> writer) throws IOException {
        json.writeArrayFieldStart(name);
        for (T element : elements) {
            json.writeStartObject();
            writer.write(this, element);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    public void texts(String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
