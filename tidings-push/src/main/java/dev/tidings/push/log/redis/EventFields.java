package dev.tidings.push.log.redis;

import dev.tidings.core.event.Event;
import dev.tidings.core.event.LogEntry;
import dev.tidings.core.event.Position;
import io.lettuce.core.StreamMessage;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts events to and from the fields of a stream entry. */
final class EventFields {
    private static final String RECIPIENT = "user_id";
    private static final String TYPE = "event_type";
    private static final String ID = "event_id";
    private static final String PAYLOAD = "payload_bytes";
    private static final String REQUEST = "request_id";
    private static final String TRACE = "trace_id";

    private EventFields() {}

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Returns names and values alternately; unset fields are omitted. */
    static List<byte[]> of(Event event) {
        List<byte[]> fields = new ArrayList<>();
        put(fields, RECIPIENT, bytes(event.recipient()));
        put(fields, TYPE, bytes(event.type()));
        put(fields, ID, bytes(event.id()));
        put(fields, PAYLOAD, event.payload());
        if (event.requestId() != null) {
            put(fields, REQUEST, bytes(event.requestId()));
        }
        if (event.traceId() != null) {
            put(fields, TRACE, bytes(event.traceId()));
        }
        return fields;
    }

    private static void put(List<byte[]> fields, String name, byte[] value) {
        fields.add(bytes(name));
        fields.add(value);
    }

    /** Returns null if the entry is not an event, because another program writes to the stream. */
    static @Nullable LogEntry entry(String tenant, String epoch, StreamMessage<String, byte[]> message) {
        Map<String, byte[]> body = message.getBody();
        String recipient = text(body.get(RECIPIENT));
        String type = text(body.get(TYPE));
        String id = text(body.get(ID));
        byte[] payload = body.get(PAYLOAD);
        if (recipient == null || type == null || id == null || payload == null) {
            return null;
        }
        return new LogEntry(
                position(epoch, message.getId()),
                new Event(tenant, recipient, type, id, payload, text(body.get(REQUEST)), text(body.get(TRACE))));
    }

    /** Converts an entry's id to a position. */
    static Position position(String epoch, String id) {
        return Position.parse("id", epoch + "." + id);
    }

    static String id(Position position) {
        return position.millis() + "-" + position.number();
    }

    static String string(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }

    private static @Nullable String text(byte @Nullable [] value) {
        return value == null ? null : string(value);
    }
}
