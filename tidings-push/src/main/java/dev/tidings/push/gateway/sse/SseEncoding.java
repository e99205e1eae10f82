package dev.tidings.push.gateway.sse;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.stream.Encoding;
import dev.tidings.push.gateway.stream.EventJson;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Frames as server-sent events. The cursor is the {@code id}, which EventSource gives back by itself; events are plain
 * messages, all else has its kind as its name.
 */
final class SseEncoding implements Encoding {
    private static final FrameForm<byte[]> POSTED =
            FrameForm.of(posted -> join("id: " + posted.position().text() + "\ndata: ", EventJson.of(posted)));
    private static final byte[] HEARTBEAT = ":\n\n".getBytes(StandardCharsets.US_ASCII);

    private final String retry;

    /** @param retry what EventSource is to wait before it reconnects */
    SseEncoding(Duration retry) {
        this.retry = "retry: " + retry.toMillis() + "\n";
    }

    @Override
    public byte[] bytes(Frame frame) {
        return switch (frame) {
            case PublishedEvent posted -> posted.as(POSTED);
            case Frame.Opened opened ->
                join(retry + "id: " + opened.position().text() + "\n" + named(frame), EventJson.of(frame));
            case Frame.Notice notice -> join(named(frame), EventJson.of(frame));
            case Frame.Ended ended -> join(named(frame), EventJson.of(frame));
        };
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
