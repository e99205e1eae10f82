package dev.tidings.push.gateway.websocket;

import dev.tidings.push.gateway.Frame;
import dev.tidings.push.gateway.FrameForm;
import dev.tidings.push.gateway.PublishedEvent;
import dev.tidings.push.gateway.transport.Encoding;
import dev.tidings.push.gateway.transport.EventJson;
import dev.tidings.push.gateway.transport.ReconnectInterval;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Encodes frames as unmasked WebSocket frames (RFC 6455). */
final class SocketFrames implements Encoding {
    /** Close codes of RFC 6455, and {@code REPLACED}, which is specific to Tidings. */
    static final int NORMAL = 1000;

    static final int GOING_AWAY = 1001;
    static final int PROTOCOL_ERROR = 1002;
    static final int POLICY = 1008;
    static final int TOO_BIG = 1009;
    static final int TRY_AGAIN = 1013;
    static final int REPLACED = 4001;

    private static final FrameForm<byte[]> PUBLISHED = FrameForm.of(published -> text(EventJson.of(published)));

    private static final int FINAL = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int SHORT = 125;
    private static final int TWO_BYTES = 126;
    private static final int EIGHT_BYTES = 127;
    private static final byte[] HEARTBEAT = frame(PING, new byte[0]);

    private final ReconnectInterval reconnects;

    SocketFrames(ReconnectInterval reconnects) {
        this.reconnects = reconnects;
    }

    @Override
    public byte[] bytes(Frame frame) {
        return switch (frame) {
            case PublishedEvent published -> published.as(PUBLISHED);
            case Frame.Ended ended ->
                join(
                        text(EventJson.of(ended, reconnects.now())),
                        close(code(ended.reason()), EventJson.reason(ended.reason())));
            case Frame.Opened opened -> text(EventJson.of(opened, reconnects.now()));
            case Frame.Notice notice -> text(EventJson.of(notice));
        };
    }

    private static int code(Frame.End reason) {
        return switch (reason) {
            case REPLACED -> REPLACED;
            case DRAINING -> GOING_AWAY;
            case SLOW, UNAVAILABLE -> TRY_AGAIN;
            case EXPIRED, REVOKED -> POLICY;
        };
    }

    @Override
    public byte[] heartbeat() {
        return HEARTBEAT;
    }

    static byte[] text(byte[] utf8) {
        return frame(TEXT, utf8);
    }

    static byte[] pong(byte[] data) {
        return frame(PONG, data);
    }

    static byte[] close(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.US_ASCII);
        return frame(
                CLOSE,
                ByteBuffer.allocate(2 + words.length)
                        .putShort((short) code)
                        .put(words)
                        .array());
    }

    private static byte[] frame(int type, byte[] payload) {
        int length = payload.length;
        int extended = length <= SHORT ? 0 : length <= 0xFFFF ? Short.BYTES : Long.BYTES;
        ByteBuffer frame = ByteBuffer.allocate(2 + extended + length).put((byte) (FINAL | type));
        if (extended == 0) {
            frame.put((byte) length);
        } else if (extended == Short.BYTES) {
            frame.put((byte) TWO_BYTES).putShort((short) length);
        } else {
            frame.put((byte) EIGHT_BYTES).putLong(length);
        }
        return frame.put(payload).array();
    }

    private static byte[] join(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
