package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import dev.tidings.core.endpoint.TargetKey;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that all nodes block, as far as this node knows. Reads and writes may finish in any order: the newest row
 * per endpoint wins.
 */
final class KnownCircuits {
    private final int most;
    private final InstantSource clock;
    private final Map<TargetKey, SharedCircuit> byKey = new ConcurrentHashMap<>();
    private Recoveries recoveries = (row, news) -> {};

    /** Receives recovered endpoints. */
    @FunctionalInterface
    interface Recoveries {
        /** @param news whether this node knew of the block until now; rows are read more than once */
        void heard(EndpointCircuit row, boolean news);
    }

    /**
     * @param most maximum circuits in memory
     * @param clock the store's
     */
    KnownCircuits(int most, InstantSource clock) {
        this.most = most;
        this.clock = clock;
    }

    /** Call it before any row is learned. */
    void onRecovery(Recoveries listener) {
        recoveries = listener;
    }

    @Nullable
    SharedCircuit get(TargetKey key) {
        return byKey.get(key);
    }

    void remove(TargetKey key, SharedCircuit circuit) {
        byKey.remove(key, circuit);
    }

    /** Applies a row of the store unless a newer one is known. */
    void learn(EndpointCircuit row) {
        SharedCircuit circuit = byKey.get(row.key());
        if (circuit == null && row.inForceAt(clock.instant()) && hasRoom()) {
            circuit = byKey.putIfAbsent(row.key(), new SharedCircuit(row));
        }
        EndpointCircuit before = circuit == null ? null : circuit.learn(row);
        boolean overtaken = circuit != null && circuit.row().changedAt().isAfter(row.changedAt());
        if (row.reason() == Reason.RECOVERED && !overtaken) {
            recoveries.heard(row, before != null && before.reason() != Reason.RECOVERED);
        }
    }

    private boolean hasRoom() {
        if (byKey.size() >= most) {
            Instant now = clock.instant();
            byKey.values().removeIf(circuit -> circuit.idle(now));
        }
        return byKey.size() < most;
    }

    /** Forgets circuits that block nothing and have not changed since that time. */
    void forgetIdle(Instant unchangedSince) {
        Instant now = clock.instant();
        byKey.values()
                .removeIf(circuit ->
                        circuit.idle(now) && circuit.row().changedAt().isBefore(unchangedSince));
    }

    /** Returns the number of circuits in force that match. */
    int count(Predicate<EndpointCircuit> which) {
        Instant now = clock.instant();
        return (int) byKey.values().stream()
                .map(SharedCircuit::row)
                .filter(row -> row.inForceAt(now) && which.test(row))
                .count();
    }
}
