package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.EndpointHealthStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads changed circuits from the store, periodically and on request. */
final class CircuitReader {
    private static final Logger LOG = LoggerFactory.getLogger(CircuitReader.class);

    /** A transaction may become visible later than its timestamp. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private static final int ROWS_PER_READ = 1_000;

    private final EndpointHealthStore store;
    private final KnownCircuits known;
    private final Duration interval;
    private final DispatchEnvironment environment;

    /** Requested reads that have not finished; one runs at a time. */
    private final AtomicInteger reads = new AtomicInteger();

    /** The time up to which changes were read; used only by the running read. */
    private Instant seen = Instant.EPOCH;

    private volatile boolean stopped;

    CircuitReader(EndpointHealthStore store, KnownCircuits known, Duration interval, DispatchEnvironment environment) {
        this.store = store;
        this.known = known;
        this.interval = interval;
        this.environment = environment;
    }

    /** Starts polling; the first read returns everything in force. */
    void start() {
        refresh();
        pollLater();
    }

    void stop() {
        stopped = true;
    }

    private void pollLater() {
        environment.timer().after(Backoff.around(interval, environment.random()), () -> {
            if (!stopped) {
                refresh();
                pollLater();
            }
        });
    }

    /** Requests a read. */
    void refresh() {
        if (reads.getAndIncrement() == 0) {
            readSoon();
        }
    }

    private void readSoon() {
        try {
            environment.writer().execute(this::read);
        } catch (RejectedExecutionException closed) {
            stop();
        }
    }

    private void read() {
        int served = reads.get();
        try {
            readChanges();
        } finally {
            if (reads.addAndGet(-served) > 0) {
                readSoon();
            }
        }
    }

    private void readChanges() {
        Instant now = environment.clock().instant();
        try {
            List<EndpointCircuit> changed = store.circuitsSince(seen, ROWS_PER_READ);
            changed.forEach(known::learn);
            if (changed.size() == ROWS_PER_READ && changed.getLast().changedAt().isAfter(seen)) {
                seen = changed.getLast().changedAt();
                refresh();
            } else {
                // Also correct after the clock was set back.
                seen = now.minus(OVERLAP);
                // No running read can return rows from before this time.
                known.forgetIdle(seen);
            }
        } catch (RuntimeException | Error failed) {
            LOG.debug("reading endpoint circuits failed; retrying", failed);
        }
    }

    /**
     * Reads a circuit whose row has changed under this node: its probe was taken by another node, it has closed, or it no longer
     * exists.
     */
    void reread(TargetKey key, SharedCircuit circuit) {
        List<EndpointCircuit> changed = store.circuitsSince(circuit.row().changedAt(), ROWS_PER_READ);
        changed.forEach(known::learn);
        if (changed.size() < ROWS_PER_READ
                && changed.stream().noneMatch(row -> row.key().equals(key))) {
            known.remove(key, circuit);
        }
    }
}
