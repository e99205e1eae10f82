package dev.tidings.push.gateway.transport;

import dev.tidings.core.event.Cursor;
import dev.tidings.core.event.Event;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.json.JsonReader;
import dev.tidings.json.JsonWriter;
import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Encodes frames as single-line JSON for text transports. */
public final class EventJson {
    private static final FrameForm<byte[]> PUBLISHED = FrameForm.of(EventJson::published);

    private EventJson() {}

    public static byte[] of(PublishedEvent published) {
        return published.as(PUBLISHED);
    }

    public static byte[] of(Frame.Notice notice) {
        return plain(kind(notice), null, null, null);
    }

    /** @param interval over which subscribers spread their reconnects */
    public static byte[] of(Frame frame, Duration interval) {
        return switch (frame) {
            case PublishedEvent published -> of(published);
            case Frame.Notice notice -> of(notice);
            case Frame.Opened opened -> plain(kind(opened), opened.position(), null, interval);
            case Frame.Ended ended ->
                plain(
                        "end",
                        ended.position(),
                        reason(ended.reason()),
                        ended.reason().ofAll() ? interval : null);
        };
    }

    public static String kind(Frame frame) {
        return switch (frame) {
            case PublishedEvent published -> "event";
            case Frame.Opened opened -> opened.start().name().toLowerCase(Locale.ROOT);
            case Frame.Notice notice -> notice.name().toLowerCase(Locale.ROOT);
            case Frame.Ended ended -> "end";
        };
    }

    public static String reason(Frame.End end) {
        return end.name().toLowerCase(Locale.ROOT);
    }

    private static byte[] plain(
            String kind, @Nullable Cursor position, @Nullable String reason, @Nullable Duration interval) {
        return JsonWriter.object(json -> {
            json.text("kind", kind);
            json.text("cursor", position == null ? null : position.text());
            json.text("reason", reason);
            if (interval != null) {
                json.number("reconnect_ms", interval.toMillis());
            }
        });
    }

    private static byte[] published(PublishedEvent published) {
        Event event = published.event();
        return JsonWriter.object(json -> {
            json.text("kind", "event");
            json.text("cursor", published.cursor().text());
            json.text("user_id", event.recipient());
            json.text("event_type", event.type());
            json.text("event_id", event.id());
            payload(json, event.payload());
            json.text("request_id", event.requestId());
            json.text("trace_id", event.traceId());
        });
    }

    /** Writes JSON payloads as they are, others as base64. */
    private static void payload(JsonWriter json, byte[] payload) throws IOException {
        if (isJson(payload)) {
            json.raw("payload", onOneLine(payload));
        } else {
            json.bytes("payload_base64", payload);
        }
    }

    private static boolean isJson(byte[] payload) {
        try {
            return JsonReader.slice(payload, json -> {
                json.skip();
                return true;
            });
        } catch (ProblemException none) {
            return false;
        }
    }

    /** In JSON, line breaks are only white space: strings escape them. */
    private static byte[] onOneLine(byte[] json) {
        byte[] line = json.clone();
        for (int i = 0; i < line.length; i++) {
            if (line[i] == '\n' || line[i] == '\r') {
                line[i] = ' ';
            }
        }
        return line;
    }
}
