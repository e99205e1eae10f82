package dev.tidings.streams;

import dev.tidings.json.JsonWriter;
import dev.tidings.streams.StreamEntry.Field;
import java.io.IOException;
import java.util.Arrays;
import java.util.Base64;

/** Encodes an entry's fields for quarantine, in order: text as text, other bytes as base64. */
final class RawFields {
    /** With base64 and escapes, the result stays below the size limit of quarantine. */
    private static final int MAX_BYTES = 128 * 1024;

    private RawFields() {}

    /** Truncates fields that are too long, and records their original length. */
    static byte[] json(StreamEntry entry) {
        int[] left = {MAX_BYTES};
        return JsonWriter.object(
                json -> json.objects("fields", entry.fields(), (out, field) -> write(out, field, left)));
    }

    private static void write(JsonWriter json, Field field, int[] left) throws IOException {
        byte[] name = cut(field.name(), left);
        put(json, "name", name);
        byte[] value = cut(field.value(), left);
        put(json, "value", value);
        if (value.length < field.value().length) {
            json.number("value_bytes", field.value().length);
        }
    }

    private static byte[] cut(byte[] value, int[] left) {
        byte[] kept = value.length > left[0] ? Arrays.copyOf(value, left[0]) : value;
        left[0] -= kept.length;
        return kept;
    }

    private static void put(JsonWriter json, String key, byte[] value) throws IOException {
        String text = StreamEntry.textOrNull(value);
        if (text == null) {
            json.text(key + "_base64", Base64.getEncoder().encodeToString(value));
        } else {
            json.text(key, text);
        }
    }
}
