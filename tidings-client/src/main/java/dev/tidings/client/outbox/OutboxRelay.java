package dev.tidings.client.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ships what was published and committed. Any number of relays, in any number of processes, share one table: each row is under
 * one relay's lease at a time, and of an ordering key only the earliest row is under way. What a relay leaves behind when it
 * dies is shipped by another after the lease, under the same idempotency key.
 *
 * {@snippet class="Samples" region="relay"}
 */
public final class OutboxRelay implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(OutboxRelay.class);

    private final Pass pass;
    private final RelayOptions options;
    private final List<Thread> threads = new ArrayList<>();
    private volatile @Nullable Wakeup wakeup;

    public OutboxRelay(DataSource dataSource, OutboxTable table, Shipper shipper, RelayOptions options) {
        this.pass = new Pass(dataSource, table, shipper, options);
        this.options = options;
    }

    /** Begins on daemon threads of its own; does nothing when it runs. It may be started again after it was stopped. */
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

    /** A hint that something was committed, so that it is looked for at once. Not needed, and free. */
    public void wake() {
        Wakeup current = wakeup;
        if (current != null) {
            current.hint();
        }
    }

    /**
     * Claims nothing any more, lets what is under way end within the grace, then interrupts it, and returns when the threads
     * are gone. Again: does nothing. From one of its own threads it does not wait.
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
                    LOG.warn("{} does not end; its rows are free again after their lease", thread.getName());
                }
            }
        }
    }

    /** Stops. */
    @Override
    public void close() {
        stop();
    }
}
