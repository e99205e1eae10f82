package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** One endpoint blocked by all nodes, as this node knows it, and whether this node holds its probe. */
final class SharedCircuit {
    /** An entry without changes for this long is dropped; stores keep it longer. */
    private static final Duration STALE = Duration.ofHours(1);

    private EndpointCircuit row;
    private EndpointCircuit probed;
    private Instant probeUntil = Instant.MIN;
    private boolean asking;

    enum Decision {
        /** Nothing blocks the endpoint. */
        FREE,
        WAIT,
        /** This attempt is the probe. */
        PROBE,
        /** A probe is due: the caller asks the store for it. */
        ASK
    }

    SharedCircuit(EndpointCircuit row) {
        this.row = row;
        this.probed = row;
    }

    synchronized Decision decide(Instant now) {
        if (now.isBefore(probeUntil)) {
            probeUntil = Instant.MIN;
            return Decision.PROBE;
        }
        if (now.isBefore(row.notBefore()) || asking) {
            return Decision.WAIT;
        }
        if (row.opened() == 0 || !now.isBefore(row.notBefore().plus(STALE))) {
            return Decision.FREE;
        }
        asking = true;
        return Decision.ASK;
    }

    /** Returns whether the entry blocks nothing at that time. */
    synchronized boolean idle(Instant now) {
        return !asking && !row.inForceAt(now);
    }

    /** Returns whether all nodes, including this one, must wait at that time. */
    synchronized boolean waitsAt(Instant now) {
        return now.isBefore(row.notBefore()) && !now.isBefore(probeUntil);
    }

    synchronized Duration left(Instant now) {
        Duration left = Duration.between(now, row.notBefore());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * Applies a row from the store. Rows can arrive out of order, because several threads read and write.
     *
     * @return the previous row; null when it is as new or newer, and stays
     */
    synchronized @Nullable EndpointCircuit learn(EndpointCircuit now) {
        EndpointCircuit before = row;
        if (!now.changedAt().isAfter(before.changedAt())) {
            return null;
        }
        set(now);
        return before;
    }

    /** Applies a state until the store has a newer one. */
    synchronized void set(EndpointCircuit now) {
        if (!now.notBefore().equals(row.notBefore())) {
            probeUntil = Instant.MIN;
        }
        row = now;
    }

    /** Records that this node holds the probe. */
    synchronized void won(EndpointCircuit now) {
        probed = now;
    }

    /**
     * Closes the circuit on this node after a successful probe, until the store has a newer row.
     *
     * @return the row that was probed; null when the row has changed since, which then stays
     */
    synchronized @Nullable EndpointCircuit recovered() {
        EndpointCircuit was = probed();
        if (was != null) {
            clear();
        }
        return was;
    }

    /** Returns the row that was probed, or null when the row has changed since. */
    synchronized @Nullable EndpointCircuit probed() {
        return row.opened() == 0 || !row.changedAt().equals(probed.changedAt()) ? null : probed;
    }

    /** Keeps the entry as closed, so that an older read cannot restore the block. */
    synchronized void clear() {
        set(new EndpointCircuit(row.key(), Reason.RECOVERED, 0, Instant.EPOCH, row.changedAt()));
    }

    /** Records that the store has answered. */
    synchronized void answered() {
        asking = false;
    }

    /** Keeps the probe for the next attempt while the right to it lasts, because this one showed nothing. */
    synchronized void probeUnused() {
        probeUntil = row.notBefore();
    }

    synchronized EndpointCircuit row() {
        return row;
    }
}
