package dev.tidings.it;

import java.io.Closeable;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A raw HTTP/2 connection that can send arbitrary frames. */
final class RawHttp2 implements Closeable {
    static final int DATA = 0;
    static final int HEADERS = 1;
    static final int PRIORITY = 2;
    static final int RST_STREAM = 3;
    static final int SETTINGS = 4;
    static final int PING = 6;
    static final int GOAWAY = 7;
    static final int WINDOW_UPDATE = 8;
    static final int CONTINUATION = 9;

    static final int END_STREAM = 1;
    static final int END_HEADERS = 4;

    /** The result of {@link #end()} for a connection that closes without GOAWAY. */
    static final int SILENT = -1;

    /** The result of {@link #end()} for an open connection. */
    static final int OPEN = -2;

    private static final byte[] PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final CompletableFuture<Integer> end = new CompletableFuture<>();

    private RawHttp2(Socket socket) {
        this.socket = socket;
    }

    /** Reads and discards data. */
    static RawHttp2 reading(int port, byte... settings) throws IOException {
        RawHttp2 connection = notReading(port, settings);
        Thread.ofVirtual().start(connection::read);
        return connection;
    }

    static RawHttp2 notReading(int port, byte... settings) throws IOException {
        RawHttp2 connection = new RawHttp2(new Socket(InetAddress.getLoopbackAddress(), port));
        connection.socket.getOutputStream().write(PREFACE);
        connection.send(frame(SETTINGS, 0, 0, settings));
        return connection;
    }

    static byte[] frame(int type, int flags, int stream, byte... payload) {
        return ByteBuffer.allocate(9 + payload.length)
                .put((byte) (payload.length >> 16))
                .putShort((short) payload.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(stream)
                .put(payload)
                .array();
    }

    /** HPACK of a GET, with a path below 127 bytes. */
    static byte[] get(String path) {
        byte[] bytes = path.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(7 + bytes.length)
                .put(new byte[] {(byte) 0x82, (byte) 0x86, 0x04, (byte) bytes.length})
                .put(bytes)
                .put(new byte[] {0x01, 0x01, 'h'})
                .array();
    }

    static byte[] repeated(int times, byte... frame) {
        ByteBuffer all = ByteBuffer.allocate(times * frame.length);
        for (int i = 0; i < times; i++) {
            all.put(frame);
        }
        return all.array();
    }

    void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    /** Waits until it is closed or the time is up; returns whether it was closed. */
    boolean flood(byte[] bytes, Duration most) {
        CompletableFuture<?> up = CompletableFuture.runAsync(
                this::close, CompletableFuture.delayedExecutor(most.toMillis(), TimeUnit.MILLISECONDS));
        try {
            while (!end.isDone()) {
                send(bytes);
            }
        } catch (IOException closed) {
            // Closed by the server, or timed out.
        }
        return !up.isDone();
    }

    /** The code of the GOAWAY with which the server closes it. */
    int end() {
        return end.completeOnTimeout(OPEN, 10, TimeUnit.SECONDS).join();
    }

    private void read() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int length = in.readUnsignedByte() << 16 | in.readUnsignedShort();
                int type = in.readUnsignedByte();
                in.skipNBytes(5);
                byte[] payload = in.readNBytes(length);
                if (type == GOAWAY) {
                    end.complete(ByteBuffer.wrap(payload).getInt(Integer.BYTES));
                }
            }
        } catch (IOException closed) {
            end.complete(SILENT);
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException failed) {
            throw new java.io.UncheckedIOException(failed);
        }
    }
}
