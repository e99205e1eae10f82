package dev.tidings.bench.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;

/** One keep-alive connection of the load client: one request in flight at a time. */
final class LoadConnection implements AutoCloseable {
    private static final int ANSWER_BYTES = 64 * 1024;
    private static final int STATUS_AT = "HTTP/1.1 ".length();

    private final SocketChannel channel;
    private final ByteBuffer out;
    private final byte[] answer = new byte[ANSWER_BYTES];
    private final ByteBuffer in = ByteBuffer.wrap(answer);
    private volatile int number = -1;

    LoadConnection(InetSocketAddress target, int requestBytes) throws IOException {
        channel = SocketChannel.open(target);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        channel.configureBlocking(false);
        out = ByteBuffer.allocateDirect(requestBytes);
    }

    SocketChannel channel() {
        return channel;
    }

    /** The request in flight. */
    int number() {
        return number;
    }

    void send(Numbered requests, int next) throws IOException {
        number = next;
        requests.fill(out, next);
        while (out.hasRemaining()) {
            channel.write(out);
        }
    }

    /** Reads available bytes; returns the status once the response is complete, or -1. */
    int read() throws IOException {
        if (channel.read(in) < 0) {
            throw new EOFException("the server closed a connection with request " + number + " in flight");
        }
        int end = HttpMessageEnd.end(answer, 0, in.position());
        if (end < 0) {
            if (!in.hasRemaining()) {
                throw new IOException("an answer is longer than " + ANSWER_BYTES + " bytes");
            }
            return -1;
        }
        in.clear();
        return HttpMessageEnd.number(answer, STATUS_AT, end);
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
