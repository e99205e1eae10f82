package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What this node knows of an endpoint that all nodes leave alone, and whether the probe of it is this node's. */
final class SharedCircuit {
    /** After so long without a word on it nobody needs to know any more; stores keep it longer. */
    private static final Duration STALE = Duration.ofHours(1);

    private EndpointCircuit row;
    private EndpointCircuit probed;
    private Instant probeUntil = Instant.MIN;
    private boolean asking;

    enum Turn {
        /** Nothing stands in the way any more. */
        FREE,
        WAIT,
        /** This attempt is the probe. */
        PROBE,
        /** Somebody may probe: the caller is to ask whether this node may. */
        ASK
    }

    SharedCircuit(EndpointCircuit row) {
        this.row = row;
        this.probed = row;
    }

    synchronized Turn turn(Instant now) {
        if (now.isBefore(probeUntil)) {
            probeUntil = Instant.MIN;
            return Turn.PROBE;
        }
        if (now.isBefore(row.notBefore()) || asking) {
            return Turn.WAIT;
        }
        if (row.opened() == 0 || !now.isBefore(row.notBefore().plus(STALE))) {
            return Turn.FREE;
        }
        asking = true;
        return Turn.ASK;
    }

    /** Whether nothing is to be asked or waited for at that time. */
    synchronized boolean over(Instant now) {
        return !asking && !row.inForceAt(now);
    }

    /** Whether nobody may try it then, this node neither. */
    synchronized boolean waitsAt(Instant now) {
        return now.isBefore(row.notBefore()) && !now.isBefore(probeUntil);
    }

    synchronized Duration left(Instant now) {
        Duration left = Duration.between(now, row.notBefore());
        return left.isNegative() ? Duration.ZERO : left;
    }

    /**
     * What the store said. Several threads read and write it, so that an older row can come after a newer one.
     *
     * @return what was known until now; null when that is as new or newer, and stays
     */
    synchronized @Nullable EndpointCircuit learn(EndpointCircuit now) {
        EndpointCircuit before = row;
        if (!now.changedAt().isAfter(before.changedAt())) {
            return null;
        }
        hold(now);
        return before;
    }

    /** What holds until the store says something newer. */
    synchronized void hold(EndpointCircuit now) {
        if (!now.notBefore().equals(row.notBefore())) {
            probeUntil = Instant.MIN;
        }
        row = now;
    }

    /** This node may probe it. */
    synchronized void won(EndpointCircuit now) {
        probed = now;
    }

    /**
     * The probe was sent: the endpoint is free on this node until the store says something newer.
     *
     * @return what was probed; null when something has changed since, which then holds
     */
    synchronized @Nullable EndpointCircuit recovered() {
        if (row.opened() == 0 || !row.changedAt().equals(probed.changedAt())) {
            return null;
        }
        free();
        return probed;
    }

    /** Stays known as free, so that a look that began before does not bring the trouble back. */
    synchronized void free() {
        hold(new EndpointCircuit(row.key(), Reason.RECOVERED, 0, Instant.EPOCH, row.changedAt()));
    }

    /** The answer has come. */
    synchronized void asked() {
        asking = false;
    }

    /** The probe showed nothing: the next attempt is one as long as the right to it lasts. */
    synchronized void unused() {
        probeUntil = row.notBefore();
    }

    synchronized EndpointCircuit row() {
        return row;
    }
}
