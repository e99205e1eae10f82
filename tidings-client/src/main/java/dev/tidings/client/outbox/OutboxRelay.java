package dev.tidings.client.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships committed rows. Any number of relays in any number of processes share one table: each row is under one relay's
 * lease at a time, and only the earliest row of an ordering key is being shipped. When a relay dies, another ships its
 * rows after the lease expires, under the same idempotency keys.
 *
 * {@snippet class="Samples" region="relay"}
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final RelayPass pass;
    private final RelayOptions options;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Wakeup wakeup;

    public OutboxRelay(DataSource dataSource, OutboxTable table, Shipper shipper, RelayOptions options) {
        this.pass = new RelayPass(dataSource, table, shipper, options);
        this.options = options;
    }

    /** Starts the relay's daemon threads. Does nothing while it is running. A stopped relay can be started again. */
    public synchronized OutboxRelay start() {
        if (wakeup != null) {
            return this;
        }
        Wakeup begun = new Wakeup();
        wakeup = begun;
        for (int i = 1; i <= options.threads(); i++) {
            Thread thread = new Thread(new RelayLoop(pass, options, begun), "tidings-outbox-" + i);
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        return this;
    }

    public boolean running() {
        return wakeup != null;
    }

    /** Makes the relay look for new rows at once. Optional and cheap. */
    public void wake() {
        Wakeup current = wakeup;
        if (current != null) {
            current.hint();
        }
    }

    /**
     * Stops claiming rows, waits for the grace period, then interrupts the threads and returns when they have ended.
     * Does nothing when the relay is stopped. Does not wait for the calling thread.
     */
    public synchronized void stop() {
        Wakeup current = wakeup;
        if (current == null) {
            return;
        }
        current.stop();
        wakeup = null;
        try {
            join();
        } catch (InterruptedException interrupted) {
            threads.forEach(Thread::interrupt);
            Thread.currentThread().interrupt();
        }
        threads.clear();
    }

    private void join() throws InterruptedException {
        long end = System.nanoTime() + options.grace().toNanos();
        for (boolean patient : new boolean[] {true, false}) {
            for (Thread thread : threads) {
                if (thread.equals(Thread.currentThread())) {
                    continue;
                }
                if (!patient && thread.isAlive()) {
                    thread.interrupt();
                }
                long left = patient ? end - System.nanoTime() : options.grace().toNanos();
                TimeUnit.NANOSECONDS.timedJoin(thread, Math.max(left, TimeUnit.MILLISECONDS.toNanos(1)));
                if (!patient && thread.isAlive()) {
                    LOG.warn(
                            "outbox relay thread did not stop: thread={}; its rows are released when their lease"
                                    + " expires",
                            thread.getName());
                }
            }
        }
    }

    /** Stops the relay. */
    @Override
    public void close() {
        stop();
    }
}
