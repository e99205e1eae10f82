package dev.tidings.http.export;

import com.linecorp.armeria.common.MediaType;
import dev.tidings.json.JsonWriter;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;

/**
 * One JSON object per line.
 *
 * @param contentType one of the types of JSON lines
 * @param element writes the fields of an item
 */
public record JsonLines<T>(MediaType contentType, JsonWriter.Element<T> element) implements ExportEncoding<T> {
    public static final MediaType TYPE = MediaType.create("application", "jsonl");

    /** The older name of the same format. */
    public static final MediaType NDJSON = MediaType.create("application", "x-ndjson");

    @Override
    public String extension() {
        return "jsonl";
    }

    @Override
    public byte[] items(List<T> items) {
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        for (T item : items) {
            lines.writeBytes(line(json -> element.write(json, item)));
        }
        return lines.toByteArray();
    }

    /** Returns one line with its end. */
    public static byte[] line(JsonWriter.Body body) {
        byte[] object = JsonWriter.object(body);
        byte[] line = Arrays.copyOf(object, object.length + 1);
        line[object.length] = '\n';
        return line;
    }
}
