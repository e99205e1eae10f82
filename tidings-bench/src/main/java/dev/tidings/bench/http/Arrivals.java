package dev.tidings.bench.http;

import java.nio.ByteBuffer;

/** The requests that a sink received since its last reset. */
public final class Arrivals {
    private final int first;
    private final long[] firstAt;
    private int received;
    private int distinct;
    private long lastFirstAt;

    Arrivals(int first, int count) {
        this.first = first;
        this.firstAt = new long[count];
    }

    void record(int number, long nanos) {
        received++;
        int at = number - first;
        if (at >= 0 && at < firstAt.length && firstAt[at] == 0) {
            firstAt[at] = nanos;
            distinct++;
            lastFirstAt = nanos;
        }
    }

    /** When a number first arrived. */
    public long at(int number) {
        return firstAt[number - first];
    }

    /** The number of requests, including repeats. */
    public int received() {
        return received;
    }

    public int distinct() {
        return distinct;
    }

    /** When the last missing number arrived. */
    public long lastFirstAt() {
        return lastFirstAt;
    }

    byte[] encode() {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * 3 + Long.BYTES * (1 + firstAt.length));
        bytes.putInt(first).putInt(received).putInt(distinct).putLong(lastFirstAt);
        bytes.asLongBuffer().put(firstAt);
        return bytes.array();
    }

    static Arrivals decode(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        int first = bytes.getInt();
        int received = bytes.getInt();
        int distinct = bytes.getInt();
        long last = bytes.getLong();
        Arrivals arrivals = new Arrivals(first, bytes.remaining() / Long.BYTES);
        bytes.asLongBuffer().get(arrivals.firstAt);
        arrivals.received = received;
        arrivals.distinct = distinct;
        arrivals.lastFirstAt = last;
        return arrivals;
    }
}
