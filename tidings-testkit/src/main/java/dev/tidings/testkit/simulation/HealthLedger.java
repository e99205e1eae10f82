package dev.tidings.testkit.simulation;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.RateTake;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Checks what all nodes together do to an endpoint: one probe at a time, and no send above its rate. */
final class HealthLedger {
    private final Map<TargetKey, EndpointCircuit> circuits = new HashMap<>();
    private final Map<TargetKey, Instant> paces = new HashMap<>();
    private final Violations violations = new Violations();

    void blocked(EndpointCircuit circuit) {
        circuits.put(circuit.key(), circuit);
    }

    void probed(EndpointCircuit won, Instant now) {
        EndpointCircuit before = circuits.put(won.key(), won);
        if (before == null || before.opened() == 0) {
            object("a probe of " + won.key() + " was granted although nothing blocked it");
        } else if (now.isBefore(before.notBefore())) {
            object("a probe of " + won.key() + " was granted at " + now + ", before " + before.notBefore());
        }
    }

    void recovered(EndpointCircuit over) {
        circuits.put(over.key(), over);
    }

    void taken(RateTake wish, Duration wait, Instant now) {
        Instant due = paces.getOrDefault(wish.key(), now);
        boolean early = due.minus(wish.tolerance()).isAfter(now);
        if (wait.isZero() == early) {
            object("a send to " + wish.key() + " due at " + due + " has to wait " + wait + " at " + now);
        }
        if (wait.isZero()) {
            paces.put(wish.key(), (due.isAfter(now) ? due : now).plus(wish.interval()));
        }
    }

    private void object(String what) {
        throw violations.of(what);
    }

    /** Rethrows violations that the engine may have handled. */
    void check() {
        violations.check();
    }
}
