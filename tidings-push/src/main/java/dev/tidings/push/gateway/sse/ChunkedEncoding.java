package dev.tidings.push.gateway.sse;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.transport.Encoding;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Server-sent events as the chunks of a response over HTTP/1.1 (RFC 9112), one per frame. */
final class ChunkedEncoding implements Encoding {
    private static final byte[] NONE = {};
    private static final byte[] END = "0\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private static final FrameForm<byte[]> PUBLISHED =
            FrameForm.of(published -> chunk(SseEncoding.encode(published), NONE));

    private final SseEncoding events;
    private final byte[] heartbeat;

    ChunkedEncoding(SseEncoding events) {
        this.events = events;
        this.heartbeat = chunk(events.heartbeat(), NONE);
    }

    @Override
    public byte[] bytes(Frame frame) {
        return switch (frame) {
            case PublishedEvent published -> published.as(PUBLISHED);
            case Frame.Ended ended -> chunk(events.bytes(ended), END);
            case Frame.Opened opened -> chunk(events.bytes(opened), NONE);
            case Frame.Notice notice -> chunk(events.bytes(notice), NONE);
        };
    }

    @Override
    public byte[] heartbeat() {
        return heartbeat;
    }

    private static byte[] chunk(byte[] data, byte[] following) {
        byte[] size = (Integer.toHexString(data.length) + "\r\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(size.length + data.length + 2 + following.length)
                .put(size)
                .put(data)
                .put((byte) '\r')
                .put((byte) '\n')
                .put(following)
                .array();
    }
}
