package dev.tidings.server.tail;

import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client of one stream. */
public abstract class Tail implements AutoCloseable {
    private static final long TIMEOUT_SECONDS = 10;

    private final LinkedBlockingQueue<Heard> heard = new LinkedBlockingQueue<>();

    void hear(Heard one) {
        heard.add(one);
    }

    /** What is heard next. Throws when nothing is for long. */
    public Heard next() throws InterruptedException {
        Heard next = heard.poll(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        if (next == null) {
            throw new AssertionError("nothing was heard for " + TIMEOUT_SECONDS + " s");
        }
        return next;
    }

    /** What is heard next but heartbeats. */
    public Heard nextButHeartbeats() throws InterruptedException {
        Heard next = next();
        while (next.kind().equals("heartbeat")) {
            next = next();
        }
        return next;
    }

    /** The next that is of a kind; what comes before is passed over. */
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

    /** Reads no more until it is told to go on. */
    public abstract void stall();

    public abstract void goOn();

    /** Ends the connection without a word. */
    @Override
    public abstract void close();
}
