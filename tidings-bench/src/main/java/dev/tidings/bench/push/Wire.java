package dev.tidings.bench.push;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** The bytes that a subscriber sends after connecting. Afterwards it only reads. */
enum Wire {
    /** Server-sent events over HTTP/1.1. */
    SSE {
        @Override
        byte[] opening(int port, String path) {
            return ascii(
                    "GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nAccept: text/event-stream\r\n\r\n");
        }
    },
    /** WebSocket; the server's frames are not masked. */
    WEBSOCKET {
        @Override
        byte[] opening(int port, String path) {
            return ascii("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + port
                    + "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
                    + "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        }
    },
    /** A gRPC call on its own HTTP/2 connection, with windows that never need an update. */
    GRPC {
        @Override
        byte[] opening(int port, String path) {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            out.writeBytes(ascii("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"));
            frame(out, 0x4, 0, 0, new byte[] {0, 4, 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff});
            frame(out, 0x4, 1, 0, new byte[0]);
            frame(out, 0x8, 0, 0, new byte[] {0x7f, (byte) 0xff, 0, 0});
            frame(out, 0x1, 4, 1, headers(port));
            frame(out, 0x0, 1, 1, request(path));
            return out.toByteArray();
        }
    };

    private static final String METHOD = "/tidings.push.v1.Push/SubscribePush";
    private static final int MESSAGE_HEAD = 5;

    /**
     * @param path of the subscription; for gRPC the id of the client, a comma, and the recipient
     */
    abstract byte[] opening(int port, String path);

    private static byte[] headers(int port) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        // Indexed: :method POST, :scheme http. Then literals without indexing.
        block.write(0x83);
        block.write(0x86);
        block.write(0x04);
        text(block, METHOD);
        block.write(0x01);
        text(block, "127.0.0.1:" + port);
        literal(block, "content-type", "application/grpc");
        literal(block, "te", "trailers");
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String name, String value) {
        block.write(0x00);
        text(block, name);
        text(block, value);
    }

    private static void text(ByteArrayOutputStream out, String text) {
        out.write(text.length());
        out.writeBytes(ascii(text));
    }

    /** GatewaySubscribeRequest{gateway_client_id = 1, recipient = 3}. */
    private static byte[] request(String path) {
        int comma = path.indexOf(',');
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(0x0a);
        text(message, path.substring(0, comma));
        message.write(0x1a);
        text(message, path.substring(comma + 1));
        byte[] whole = new byte[MESSAGE_HEAD + message.size()];
        whole[MESSAGE_HEAD - 1] = (byte) message.size();
        System.arraycopy(message.toByteArray(), 0, whole, MESSAGE_HEAD, message.size());
        return whole;
    }

    private static void frame(ByteArrayOutputStream out, int type, int flags, int stream, byte[] content) {
        out.writeBytes(new byte[] {
            (byte) (content.length >> 16),
            (byte) (content.length >> 8),
            (byte) content.length,
            (byte) type,
            (byte) flags,
            0,
            0,
            0,
            (byte) stream
        });
        out.writeBytes(content);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
