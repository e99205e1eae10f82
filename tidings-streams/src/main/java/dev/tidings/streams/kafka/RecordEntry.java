package dev.tidings.streams.kafka;

import dev.tidings.streams.StreamEntry;
import dev.tidings.streams.StreamEntry.Field;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Converts a Kafka record to an entry: a field {@code header.…} per header, then {@code key} and {@code value} if
 * present. The id is partition, offset and timestamp, so a recreated topic has other ids.
 */
public final class RecordEntry {
    private static final String HEADER = "header.";
    private static final String KEY = "key";
    private static final String VALUE = "value";

    private RecordEntry() {}

    public static StreamEntry of(ConsumerRecord<byte[], byte[]> read) {
        List<Field> fields = new ArrayList<>();
        for (Header header : read.headers()) {
            byte[] value = header.value();
            fields.add(field(HEADER + header.key(), value == null ? new byte[0] : value));
        }
        if (read.key() != null) {
            fields.add(field(KEY, read.key()));
        }
        if (read.value() != null) {
            fields.add(field(VALUE, read.value()));
        }
        return new StreamEntry(read.partition() + "-" + read.offset() + "-" + read.timestamp(), fields);
    }

    private static Field field(String name, byte[] value) {
        return new Field(name.getBytes(StandardCharsets.UTF_8), value);
    }

    /** Returns null if the record has no value. */
    public static byte @Nullable [] value(StreamEntry entry) {
        return entry.bytes(VALUE);
    }

    public static Headers headers(StreamEntry entry) {
        Headers headers = new RecordHeaders();
        for (Field field : entry.fields()) {
            String name = field.shownName();
            if (name.startsWith(HEADER)) {
                headers.add(name.substring(HEADER.length()), field.value());
            }
        }
        return headers;
    }

    /** Returns the last header with this name as text; null if there is none. */
    public static @Nullable String header(StreamEntry entry, String name) {
        String text = null;
        for (Field field : entry.fields()) {
            if (field.named(HEADER + name)) {
                text = StreamEntry.text(name, field.value());
            }
        }
        return text;
    }
}
