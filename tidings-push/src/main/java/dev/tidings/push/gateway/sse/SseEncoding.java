package dev.tidings.push.gateway.sse;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.transport.Encoding;
import dev.tidings.push.gateway.transport.EventJson;
import dev.tidings.push.gateway.transport.ReconnectInterval;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Encodes frames as server-sent events. The cursor is the {@code id}, which EventSource returns when it reconnects.
 * Events are unnamed messages; other frames are named after their kind.
 */
final class SseEncoding implements Encoding {
    private static final FrameForm<byte[]> PUBLISHED = FrameForm.of(SseEncoding::encode);
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final ReconnectInterval reconnects;

    SseEncoding(ReconnectInterval reconnects) {
        this.reconnects = reconnects;
    }

    @Override
    public byte[] bytes(Frame frame) {
        return switch (frame) {
            case PublishedEvent published -> published.as(PUBLISHED);
            case Frame.Opened opened -> retrying("id: " + opened.position().text() + "\n", opened);
            case Frame.Notice notice -> join(named(notice), EventJson.of(notice));
            case Frame.Ended ended -> retrying("", ended);
        };
    }

    private static byte[] encode(PublishedEvent published) {
        return join("id: " + published.cursor().text() + "\ndata: ", EventJson.of(published));
    }

    /** EventSource follows {@code retry}; clients that read the JSON spread themselves over the interval in it. */
    private byte[] retrying(String id, Frame frame) {
        Duration interval = reconnects.now();
        String retry = "retry: " + reconnects.drawn(interval).toMillis() + "\n";
        return join(retry + id + named(frame), EventJson.of(frame, interval));
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT;
    }

    private static String named(Frame frame) {
        return "event: " + EventJson.kind(frame) + "\ndata: ";
    }

    private static byte[] join(String head, byte[] data) {
        byte[] start = head.getBytes(StandardCharsets.UTF_8);
        byte[] whole = new byte[start.length + data.length + 2];
        System.arraycopy(start, 0, whole, 0, start.length);
        System.arraycopy(data, 0, whole, start.length, data.length);
        whole[whole.length - 2] = '\n';
        whole[whole.length - 1] = '\n';
        return whole;
    }
}
