package dev.tidings.server.dispatch;

import dev.tidings.core.endpoint.EndpointTrouble;
import java.time.Duration;
import java.time.Instant;

/** What this node knows of an endpoint that all nodes leave alone, and whether the probe of it is this node's. */
final class Trouble {
    /** After so long without a word on it nobody needs to know any more; stores keep it longer. */
    private static final Duration STALE = Duration.ofHours(1);

    private EndpointTrouble row;
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

    Trouble(EndpointTrouble row) {
        this.row = row;
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

    /** What holds now, by the store or, when it is unavailable, as far as this node knows. */
    synchronized void learn(EndpointTrouble now) {
        if (!now.notBefore().equals(row.notBefore())) {
            probeUntil = Instant.MIN;
        }
        row = now;
    }

    /** The answer has come. */
    synchronized void asked() {
        asking = false;
    }

    /** The probe showed nothing: the next attempt is one as long as the right to it lasts. */
    synchronized void unused() {
        probeUntil = row.notBefore();
    }

    synchronized EndpointTrouble row() {
        return row;
    }
}
