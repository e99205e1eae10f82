package dev.tidings.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.TimeUnit;

/**
 * The sink process: answers 200 to every POST and records when each number first arrived. Prints its port. {@code
 * POST /after/<milliseconds>} is answered after that delay. {@code GET /count} and {@code GET /arrivals} return
 * what arrived; {@code POST /reset/<first>/<count>} starts over.
 */
public final class SinkMain {
    private static final int REQUEST_BYTES = 64 * 1024;
    private static final byte[] OK = ascii("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] REFUSED =
            ascii("HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
    private static final byte[] COUNT = ascii("GET /count");
    private static final byte[] ARRIVALS = ascii("GET /arrivals");
    private static final byte[] RESET = ascii("POST /reset/");
    private static final byte[] AFTER = ascii("POST /after/");
    private static final byte[] HTTP2 = ascii("PRI * HTTP/2.0");

    private final Selector selector = Selector.open();
    private final Queue<Late> late = new PriorityQueue<>(Comparator.comparingLong(Late::due));
    private Arrivals arrivals = new Arrivals(0, 0);

    /** A connection's unread bytes. */
    private record Peer(SocketChannel channel, byte[] bytes, ByteBuffer in) {}

    /** A delayed response, with its time on the monotonic clock. */
    private record Late(long due, Peer peer) {}

    private SinkMain() throws IOException {}

    public static void main(String[] args) throws IOException {
        new SinkMain().serve();
    }

    private void serve() throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open();
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1024);
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
        System.out.println("port " + server.socket().getLocalPort());
        while (true) {
            selector.select(untilDue());
            answerLate();
            for (SelectionKey key : selector.selectedKeys()) {
                if (key.isAcceptable()) {
                    accept(server);
                } else {
                    serve((Peer) key.attachment());
                }
            }
            selector.selectedKeys().clear();
        }
    }

    /** Milliseconds until the next delayed response, at least 1; 0 if there is none. */
    private long untilDue() {
        Late next = late.peek();
        return next == null ? 0 : 1 + Math.max(0, TimeUnit.NANOSECONDS.toMillis(next.due() - System.nanoTime()));
    }

    private void answerLate() throws IOException {
        long now = System.nanoTime();
        for (Late next = late.peek(); next != null && next.due() <= now; next = late.peek()) {
            late.remove();
            try {
                write(next.peer(), ByteBuffer.wrap(OK));
            } catch (IOException gone) {
                next.peer().channel().close();
            }
        }
    }

    private void accept(ServerSocketChannel server) throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            byte[] bytes = new byte[REQUEST_BYTES];
            channel.register(selector, SelectionKey.OP_READ, new Peer(channel, bytes, ByteBuffer.wrap(bytes)));
        }
    }

    private void serve(Peer peer) throws IOException {
        try {
            if (peer.channel().read(peer.in()) < 0) {
                peer.channel().close();
                return;
            }
            answerAll(peer, System.nanoTime());
        } catch (IOException gone) {
            peer.channel().close();
        }
    }

    private void answerAll(Peer peer, long now) throws IOException {
        int from = 0;
        int to = peer.in().position();
        for (int end = HttpMessageEnd.end(peer.bytes(), from, to);
                end >= 0 && from < to;
                end = HttpMessageEnd.end(peer.bytes(), from, to)) {
            answer(peer, from, end, now);
            from = end;
        }
        if (!peer.channel().isOpen()) {
            return;
        }
        peer.in().flip().position(from);
        peer.in().compact();
        if (!peer.in().hasRemaining()) {
            throw new IOException("a request is longer than " + REQUEST_BYTES + " bytes");
        }
    }

    private void answer(Peer peer, int from, int end, long now) throws IOException {
        byte[] bytes = peer.bytes();
        if (starts(bytes, from, end, COUNT)) {
            write(peer, body(ascii(String.valueOf(arrivals.distinct()))));
        } else if (starts(bytes, from, end, ARRIVALS)) {
            write(peer, body(arrivals.encode()));
        } else if (starts(bytes, from, end, RESET)) {
            int first = HttpMessageEnd.number(bytes, from + RESET.length, end);
            int slash = HttpMessageEnd.find(bytes, from + RESET.length, end, ascii("/"));
            arrivals = new Arrivals(first, HttpMessageEnd.number(bytes, slash + 1, end));
            write(peer, ByteBuffer.wrap(OK));
        } else if (starts(bytes, from, end, HTTP2)) {
            // A client that tries HTTP/2 first falls back to HTTP/1.1.
            write(peer, ByteBuffer.wrap(REFUSED));
            peer.channel().close();
        } else {
            int number = Numbered.read(bytes, from, end);
            if (number >= 0) {
                arrivals.record(number, now);
            }
            if (starts(bytes, from, end, AFTER)) {
                int millis = HttpMessageEnd.number(bytes, from + AFTER.length, end);
                late.add(new Late(now + TimeUnit.MILLISECONDS.toNanos(millis), peer));
            } else {
                write(peer, ByteBuffer.wrap(OK));
            }
        }
    }

    private static ByteBuffer body(byte[] body) {
        byte[] head = ascii("HTTP/1.1 200 OK\r\nContent-Length: " + body.length + "\r\n\r\n");
        return ByteBuffer.allocate(head.length + body.length)
                .put(head)
                .put(body)
                .flip();
    }

    private static void write(Peer peer, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            peer.channel().write(bytes);
        }
    }

    private static boolean starts(byte[] bytes, int from, int end, byte[] prefix) {
        return HttpMessageEnd.find(bytes, from, Math.min(end, from + prefix.length), prefix) == from;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
