package dev.tidings.bench.push;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Many subscribers on one selector. A read costs one system call, one copy and a search for marks; only counts and
 * times are kept.
 */
final class SubscriberLoad implements AutoCloseable {
    /** Occurs once in every message, after a quote: without the quote it could be a frame length. */
    static final byte MARK = '~';

    private static final byte QUOTE = '"';

    private static final int READ_BYTES = 256 * 1024;
    /** An address has 28,232 ports for connections to one server, by Linux's default. */
    private static final int PER_ADDRESS = 20_000;

    private static final int OPENING_AT_ONCE = 100;
    private static final int STATUS_CHARS = 12;
    private static final int QUIET_MILLIS = 500;
    private static final int SILENCE_SECONDS = 30;

    private final Selector selector = Selector.open();
    private final Member[] members;
    private final ByteBuffer in = ByteBuffer.allocateDirect(READ_BYTES);
    private final byte[] bytes = new byte[READ_BYTES];
    private int answered;
    private int expected;
    private int completed;
    private long lastAt;
    private long[] times = {};

    /** One subscriber. */
    private static final class Member {
        private final int number;
        private final SocketChannel channel;
        private boolean answered;
        private int marks;
        private byte before;

        Member(int number, SocketChannel channel) {
            this.number = number;
            this.channel = channel;
        }
    }

    /** Connects all and waits until each received its response and nothing more arrives. */
    SubscriberLoad(Wire wire, int port, String path, int count) throws IOException {
        members = new Member[count];
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        for (int i = 0; i < count; i++) {
            SocketChannel channel = SocketChannel.open();
            if (i >= PER_ADDRESS) {
                channel.bind(new InetSocketAddress("127.0.0." + (1 + i / PER_ADDRESS), 0));
            }
            channel.connect(target);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            // Avoids TIME_WAIT, which would accumulate over rounds with thousands of connections.
            channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            ByteBuffer opening = ByteBuffer.wrap(wire.opening(port, path.replace("{n}", String.valueOf(i))));
            while (opening.hasRemaining()) {
                channel.write(opening);
            }
            channel.configureBlocking(false);
            members[i] = new Member(i, channel);
            channel.register(selector, SelectionKey.OP_READ, members[i]);
            if (i % OPENING_AT_ONCE == 0) {
                selector.select(this::read, 1);
            }
        }
        while (answered < count) {
            if (!heard()) {
                throw new IOException(count - answered + " of " + count + " subscribers were not answered");
            }
        }
        while (selector.select(this::read, QUIET_MILLIS) > 0) {
            // The start of a stream may arrive in parts.
        }
    }

    /** Sets the number of messages that each subscriber expects. */
    void expect(int messages) {
        expected = messages;
        completed = 0;
        times = new long[members.length * messages];
        for (Member member : members) {
            member.marks = 0;
        }
    }

    /** Reads until all subscribers have all messages; returns the time of the last. */
    long receive() throws IOException {
        while (completed < members.length) {
            if (!heard()) {
                throw new IOException(
                        missing() + " of " + times.length + " messages did not come for " + SILENCE_SECONDS + " s");
            }
        }
        return lastAt;
    }

    /** Reads unexpected data, such as heartbeats. */
    void idle(int millis) throws IOException {
        selector.select(this::read, millis);
    }

    /** Reads the next data; false if there is none. */
    private boolean heard() throws IOException {
        long begin = System.nanoTime();
        long most = TimeUnit.SECONDS.toNanos(SILENCE_SECONDS);
        long left = most;
        while (left > 0) {
            if (selector.select(this::read, Math.max(1, TimeUnit.NANOSECONDS.toMillis(left))) > 0) {
                return true;
            }
            left = most - (System.nanoTime() - begin);
        }
        return false;
    }

    void wakeUp() {
        selector.wakeup();
    }

    /** When each subscriber received each message: one row per subscriber, one column per message. */
    long[] times() {
        return times;
    }

    private long missing() {
        return times.length
                - Arrays.stream(members).mapToLong(member -> member.marks).sum();
    }

    private void read(SelectionKey key) {
        Member member = (Member) key.attachment();
        try {
            in.clear();
            int count = member.channel.read(in);
            if (count < 0) {
                throw new IOException("the server closed the connection of subscriber " + member.number + " after "
                        + member.marks + " messages");
            }
            in.flip().get(bytes, 0, count);
            if (member.answered) {
                count(member, count);
            } else {
                opened(member, count);
            }
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private void opened(Member member, int count) throws IOException {
        String start = new String(bytes, 0, Math.min(count, STATUS_CHARS), StandardCharsets.ISO_8859_1);
        if (start.startsWith("HTTP/") && !start.endsWith(" 200") && !start.endsWith(" 101")) {
            throw new IOException("subscribing returned "
                    + new String(bytes, 0, Math.min(count, 1_000), StandardCharsets.ISO_8859_1));
        }
        member.answered = true;
        answered++;
    }

    private void count(Member member, int count) throws IOException {
        int marks = 0;
        byte before = member.before;
        for (int i = 0; i < count; i++) {
            if (bytes[i] == MARK && before == QUOTE) {
                marks++;
            }
            before = bytes[i];
        }
        member.before = before;
        if (marks == 0) {
            return;
        }
        if (member.marks + marks > expected) {
            throw new IOException("subscriber " + member.number + " received " + (member.marks + marks)
                    + " messages; expected " + expected);
        }
        long now = System.nanoTime();
        int row = member.number * expected;
        Arrays.fill(times, row + member.marks, row + member.marks + marks, now);
        member.marks += marks;
        if (member.marks == expected) {
            completed++;
            lastAt = now;
        }
    }

    @Override
    public void close() throws IOException {
        for (Member member : members) {
            member.channel.close();
        }
        selector.close();
    }
}
