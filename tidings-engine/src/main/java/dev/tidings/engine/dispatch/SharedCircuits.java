package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that all nodes block, as far as this node knows. It reads the store periodically. Reads and writes may
 * finish in any order: the newest row per endpoint wins. While the store is unavailable, local knowledge applies: no
 * send waits for the store.
 */
final class SharedCircuits {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCircuits.class);

    /** A transaction may become visible later than its timestamp. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private static final int ROWS_PER_READ = 1_000;

    private final EndpointHealthStore store;
    private final HealthSettings settings;
    private final DispatchEnvironment environment;
    private final EngineListener listener;
    private final Map<TargetKey, SharedCircuit> known = new ConcurrentHashMap<>();
    private final Set<Write> writing = ConcurrentHashMap.newKeySet();
    /** Requested reads that have not finished; one runs at a time. */
    private final AtomicInteger reads = new AtomicInteger();

    /** The time up to which changes were read; used only by the running read. */
    private Instant seen = Instant.EPOCH;

    private Recoveries recoveries = (row, news) -> {};
    private volatile boolean stopped;

    /** Receives recovered endpoints. */
    @FunctionalInterface
    interface Recoveries {
        /** @param news whether this node knew of the block until now; rows are read more than once */
        void heard(EndpointCircuit row, boolean news);
    }

    /** A write in progress. */
    private record Write(TargetKey key, Reason reason) {}

    SharedCircuits(
            EndpointHealthStore store,
            HealthSettings settings,
            DispatchEnvironment environment,
            EngineListener listener) {
        this.store = store;
        this.settings = settings;
        this.environment = environment;
        this.listener = listener;
    }

    /** @param listener receives endpoints that another node found working or that were fixed, on a writer thread */
    void onRecovery(Recoveries listener) {
        recoveries = listener;
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
        environment.timer().after(Backoff.around(settings.pollInterval(), environment.random()), () -> {
            if (!stopped) {
                refresh();
                pollLater();
            }
        });
    }

    /** Reads changes from the store. */
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
            changed.forEach(this::learn);
            if (changed.size() == ROWS_PER_READ && changed.getLast().changedAt().isAfter(seen)) {
                seen = changed.getLast().changedAt();
                refresh();
            } else {
                // Also correct after the clock was set back.
                seen = now.minus(OVERLAP);
                forgetFree(seen);
            }
        } catch (RuntimeException | Error failed) {
            LOG.debug("reading endpoint circuits failed; retrying", failed);
        }
    }

    /** No running read can return rows from before this time. */
    private void forgetFree(Instant before) {
        Instant now = environment.clock().instant();
        known.values()
                .removeIf(circuit ->
                        circuit.idle(now) && circuit.row().changedAt().isBefore(before));
    }

    /** Returns the store's time. */
    Instant now() {
        return environment.clock().instant();
    }

    /** Returns null when nothing is known against the endpoint. */
    @Nullable
    Admission admit(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        if (circuit == null) {
            return null;
        }
        Instant now = environment.clock().instant();
        return switch (circuit.decide(now)) {
            case FREE -> {
                if (circuit.row().opened() > 0) {
                    // The entry is stale.
                    known.remove(key, circuit);
                }
                yield null;
            }
            case WAIT -> waitFor(circuit, now);
            case PROBE -> Admission.PROBE;
            case ASK -> new Admission.Ask(askToProbe(key, circuit));
        };
    }

    /** Returns the remaining wait if no probe can shorten it; sends no query. */
    @Nullable
    Duration blockedFor(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        if (circuit == null) {
            return null;
        }
        Instant now = environment.clock().instant();
        return circuit.waitsAt(now) ? spread(circuit.left(now)) : null;
    }

    /** Returns whether only a probe may be sent, now or after a wait. */
    boolean halfOpen(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        return circuit != null && circuit.row().opened() > 0;
    }

    private Admission waitFor(SharedCircuit circuit, Instant now) {
        return new Admission.Wait(spread(circuit.left(now)));
    }

    private Duration spread(Duration left) {
        return Jitter.spread(left, settings.openFor(), environment.random());
    }

    private CompletableFuture<Admission> askToProbe(TargetKey key, SharedCircuit circuit) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        Runnable ask = () -> {
            Admission given = Admission.PROBE;
            try {
                EndpointCircuit won = store.probe(key, settings.openFor());
                if (won == null) {
                    reread(key, circuit);
                    given = waitFor(circuit, environment.clock().instant());
                } else {
                    learn(won);
                    circuit.won(won);
                }
            } catch (RuntimeException | Error failed) {
                logNotShared(key, failed);
                EndpointCircuit row = circuit.row();
                EndpointCircuit here = until(row, row.opened(), settings.openFor());
                circuit.set(here);
                circuit.won(here);
            }
            circuit.answered();
            answer.complete(given);
        };
        try {
            environment.writer().execute(ask);
        } catch (RejectedExecutionException closed) {
            circuit.answered();
            answer.complete(waitFor(circuit, environment.clock().instant()));
        }
        return answer;
    }

    /** The probe was taken by another node, the circuit has closed, or it no longer exists. */
    private void reread(TargetKey key, SharedCircuit circuit) {
        List<EndpointCircuit> changed = store.circuitsSince(circuit.row().changedAt(), ROWS_PER_READ);
        changed.forEach(this::learn);
        if (changed.size() < ROWS_PER_READ
                && changed.stream().noneMatch(row -> row.key().equals(key))) {
            known.remove(key, circuit);
        }
    }

    /**
     * Shares that this node's circuit breaker has opened.
     *
     * @param onShared runs once all nodes know, including this one
     */
    void opened(TargetKey key, ReportedFailure failure, Runnable onShared) {
        if (!halfOpen(key)) {
            write(key, Reason.CIRCUIT, () -> {
                learn(store.block(key, Reason.CIRCUIT, 1, settings.openFor(1)));
                shared(key, Reason.CIRCUIT, failure, onShared);
            });
        }
    }

    private void shared(TargetKey key, Reason reason, ReportedFailure failure, Runnable onShared) {
        record(key, failure);
        blocked(key, reason);
        if (known.containsKey(key)) {
            onShared.run();
        }
    }

    /** Shares a pause that the endpoint requested. */
    void paused(TargetKey key, Duration duration, ReportedFailure failure, Runnable onShared) {
        write(key, Reason.RETRY_AFTER, () -> {
            learn(store.block(key, Reason.RETRY_AFTER, 0, duration));
            shared(key, Reason.RETRY_AFTER, failure, onShared);
        });
    }

    private void record(TargetKey key, ReportedFailure failure) {
        String error = failure.error();
        if (error != null) {
            store.recordError(key, error);
        }
    }

    /**
     * Reopens the circuit after a failed probe: longer than before, and at least as long as the endpoint requested. A circuit
     * that has changed since the probe was won, for example because the owner fixed the endpoint on another node, stays.
     */
    void probeFailed(TargetKey key, ReportedFailure failure) {
        Duration asked = failure.asked();
        SharedCircuit circuit = known.get(key);
        EndpointCircuit probed = circuit == null ? null : circuit.probed();
        if (circuit == null || probed == null) {
            return;
        }
        int times = circuit.row().opened() + 1;
        Duration open = settings.openFor(times);
        boolean longer = asked != null && asked.compareTo(open) > 0;
        Duration duration = asked != null && longer ? asked : open;
        // Effective on this node even if the write fails.
        circuit.set(until(circuit.row(), times, duration));
        Reason reason = longer ? Reason.RETRY_AFTER : Reason.CIRCUIT;
        write(key, Reason.CIRCUIT, () -> {
            EndpointCircuit reopened = store.reopen(probed, reason, times, duration);
            if (reopened == null) {
                reread(key, circuit);
            } else {
                learn(reopened);
                record(key, failure);
                blocked(key, reason);
            }
        });
    }

    /** Closes the circuit after a successful probe. */
    void probeSent(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        EndpointCircuit probed = circuit == null ? null : circuit.recovered();
        if (circuit != null && probed != null) {
            write(key, Reason.RECOVERED, () -> {
                EndpointCircuit over = store.recovered(probed);
                if (over == null) {
                    reread(key, circuit);
                } else {
                    recovered(key);
                    learn(over);
                }
            });
        }
    }

    /** A provider is the operator's concern, and there are few: each block is logged. */
    private void blocked(TargetKey key, Reason reason) {
        if (key.isProvider()) {
            LOG.warn("provider blocked channel={} provider={} reason={}", key.channel(), key.target(), reason.code());
        } else {
            listener.endpointBlocked(key.channel(), reason.code());
        }
    }

    private void recovered(TargetKey key) {
        if (key.isProvider()) {
            LOG.info("provider recovered channel={} provider={}", key.channel(), key.target());
        } else {
            listener.endpointRecovered(key.channel());
        }
    }

    /** Clears an endpoint that was unblocked in the store. */
    void unblock(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        if (circuit != null) {
            circuit.clear();
        }
    }

    /** Returns the number of blocked endpoints of a channel with that reason. */
    int endpoints(String channel, Reason reason) {
        return count(row -> row.reason() == reason
                && row.key().channel().equals(channel)
                && !row.key().isProvider());
    }

    /** Returns the number of blocked providers of a channel. */
    int providers(String channel) {
        return count(row -> row.key().channel().equals(channel) && row.key().isProvider());
    }

    private int count(Predicate<EndpointCircuit> which) {
        Instant now = environment.clock().instant();
        return (int) known.values().stream()
                .map(SharedCircuit::row)
                .filter(row -> row.inForceAt(now) && which.test(row))
                .count();
    }

    void probeUnused(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        if (circuit != null) {
            circuit.probeUnused();
        }
    }

    private void learn(EndpointCircuit row) {
        SharedCircuit circuit = known.get(row.key());
        if (circuit == null && row.inForceAt(environment.clock().instant()) && hasRoom()) {
            circuit = known.putIfAbsent(row.key(), new SharedCircuit(row));
        }
        EndpointCircuit before = circuit == null ? null : circuit.learn(row);
        boolean overtaken = circuit != null && circuit.row().changedAt().isAfter(row.changedAt());
        if (row.reason() == Reason.RECOVERED && !overtaken) {
            recoveries.heard(row, before != null && before.reason() != Reason.RECOVERED);
        }
    }

    private boolean hasRoom() {
        if (known.size() >= settings.endpoints()) {
            Instant now = environment.clock().instant();
            known.values().removeIf(circuit -> circuit.idle(now));
        }
        return known.size() < settings.endpoints();
    }

    private EndpointCircuit until(EndpointCircuit row, int opened, Duration duration) {
        Instant end = environment.clock().instant().plus(duration);
        return new EndpointCircuit(row.key(), row.reason(), opened, end, row.changedAt());
    }

    /** One write per endpoint and reason at a time is enough, because many attempts report the same. */
    private void write(TargetKey key, Reason reason, Runnable task) {
        Write pending = new Write(key, reason);
        if (!writing.add(pending)) {
            return;
        }
        try {
            environment.writer().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error failed) {
                    logNotShared(key, failed);
                } finally {
                    writing.remove(pending);
                }
            });
        } catch (RejectedExecutionException closed) {
            writing.remove(pending);
        }
    }

    /** Outages of the store are logged elsewhere. */
    private static void logNotShared(TargetKey key, Throwable failed) {
        // An address from an intent may contain credentials.
        String target = key.target().contains("//") ? "(address from the intent)" : key.target();
        if (failed instanceof StoreUnavailable) {
            LOG.debug("endpoint health known to this node only channel={} target={}", key.channel(), target, failed);
        } else {
            LOG.warn("sharing endpoint health failed channel={} target={}", key.channel(), target, failed);
        }
    }
}
