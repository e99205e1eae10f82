package dev.tidings.server.tail;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A WebSocket of RFC 6455. */
public final class WebSocketTail extends SocketTail {
    private static final int PONG = 0xA;
    private static final int TEXT = 0x1;

    public WebSocketTail(int port, String path, String... headers) {
        super(
                port,
                "GET " + path + " HTTP/1.1\r\nHost: localhost:" + port
                        + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n" + SseTail.lines(headers) + "\r\n");
        begin();
    }

    public String header(String header) {
        return headers.getOrDefault(header, "");
    }

    @Override
    void read() throws IOException {
        int type = octet() & 0x0F;
        int length = octet();
        if (length == 126) {
            length = ByteBuffer.wrap(octets(2)).getShort() & 0xFFFF;
        } else if (length == 127) {
            length = Math.toIntExact(ByteBuffer.wrap(octets(8)).getLong());
        }
        byte[] payload = octets(length);
        switch (type) {
            case TEXT -> hearJson(new String(payload, StandardCharsets.UTF_8));
            case 0x8 ->
                throw new EOFException("close " + (ByteBuffer.wrap(payload).getShort() & 0xFFFF));
            case 0x9 -> {
                hear(Heard.plain("heartbeat", "", null));
                send(frame(PONG, payload));
            }
            case PONG -> hear(Heard.plain("pong", "", new String(payload, StandardCharsets.UTF_8)));
            default -> throw new IOException("a frame of type " + type);
        }
    }

    public void say(String text) throws IOException {
        send(frame(TEXT, text.getBytes(StandardCharsets.UTF_8)));
    }

    public void ping(String text) throws IOException {
        send(frame(0x9, text.getBytes(StandardCharsets.UTF_8)));
    }

    /** Sends raw, possibly invalid frames. */
    public void flood(byte[]... frames) throws IOException {
        for (byte[] frame : frames) {
            send(frame);
        }
    }

    /** Clients must mask; a zero mask changes nothing. */
    private static byte[] frame(int type, byte[] payload) {
        if (payload.length > 125) {
            throw new IllegalArgumentException("no more than 125 bytes");
        }
        return ByteBuffer.allocate(6 + payload.length)
                .put((byte) (0x80 | type))
                .put((byte) (0x80 | payload.length))
                .putInt(0)
                .put(payload)
                .array();
    }
}
