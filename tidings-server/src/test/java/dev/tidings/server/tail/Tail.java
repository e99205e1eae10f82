package dev.tidings.server.tail;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client with one subscription. */
public abstract class Tail implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 60;

    private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    private volatile long reconnectMillis;

    /** The interval of reconnects that the server asked for last. */
    public long reconnectMillis() {
        return reconnectMillis;
    }

    void reconnect(long millis) {
        reconnectMillis = millis;
    }

    void hear(Heard one) {
        heard.add(one);
    }

    /** Returns the next item; throws on a timeout. */
    public Heard next() throws InterruptedException {
        Heard next = heard.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was heard for " + TIMEOUT_SECONDS + " s");
        }
        return next;
    }

    /** Returns the next item, without heartbeats. */
    public Heard nextButHeartbeats() throws InterruptedException {
        Heard next = next();
        while (next.kind().equals("heartbeat")) {
            next = next();
        }
        return next;
    }

    /** Returns the next item of a kind and skips others. */
    public Heard next(String kind) throws InterruptedException {
        Heard next = next();
        while (!next.kind().equals(kind)) {
            if (next.kind().equals("closed")) {
                throw new AssertionError("the connection closed before " + kind + ": " + next);
            }
            next = next();
        }
        return next;
    }

    /** Stops reading until it is resumed. */
    public abstract void stall();

    public abstract void goOn();

    /** Closes the connection abruptly. */
    @Override
    public abstract void close();
}
