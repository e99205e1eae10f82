package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.store.EndpointHealthStore;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.telemetry.EngineListener;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Blocks endpoints for all nodes: admits attempts by what this node knows of them, and shares what it finds out. While the
 * store is unavailable, local knowledge applies: no send waits for the store.
 */
final class SharedCircuits {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCircuits.class);

    private final EndpointHealthStore store;
    private final HealthSettings settings;
    private final DispatchEnvironment environment;
    private final EngineListener listener;
    private final KnownCircuits known;
    private final CircuitReader reader;
    private final Set<Write> writing = ConcurrentHashMap.newKeySet();

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
        this.known = new KnownCircuits(settings.endpoints(), environment.clock());
        this.reader = new CircuitReader(store, known, settings.pollInterval(), environment);
    }

    /** @param listener receives endpoints that another node found working or that were fixed, on a writer thread */
    void onRecovery(KnownCircuits.Recoveries listener) {
        known.onRecovery(listener);
    }

    /** Starts polling; the first read returns everything in force. */
    void start() {
        reader.start();
    }

    void stop() {
        reader.stop();
    }

    /** Reads changes from the store. */
    void refresh() {
        reader.refresh();
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
                    reader.reread(key, circuit);
                    given = waitFor(circuit, environment.clock().instant());
                } else {
                    known.learn(won);
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

    /**
     * Shares that this node's circuit breaker has opened.
     *
     * @param onShared runs once all nodes know, including this one
     */
    void opened(TargetKey key, ReportedFailure failure, Runnable onShared) {
        if (!halfOpen(key)) {
            write(key, Reason.CIRCUIT, () -> {
                known.learn(store.block(key, Reason.CIRCUIT, 1, settings.openFor(1)));
                shared(key, Reason.CIRCUIT, failure, onShared);
            });
        }
    }

    private void shared(TargetKey key, Reason reason, ReportedFailure failure, Runnable onShared) {
        record(key, failure);
        blocked(key, reason);
        if (known.get(key) != null) {
            onShared.run();
        }
    }

    /** Shares a pause that the endpoint requested. */
    void paused(TargetKey key, Duration duration, ReportedFailure failure, Runnable onShared) {
        write(key, Reason.RETRY_AFTER, () -> {
            known.learn(store.block(key, Reason.RETRY_AFTER, 0, duration));
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
                reader.reread(key, circuit);
            } else {
                known.learn(reopened);
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
                    reader.reread(key, circuit);
                } else {
                    recovered(key);
                    known.learn(over);
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
        return known.count(row -> row.reason() == reason
                && row.key().channel().equals(channel)
                && !row.key().isProvider());
    }

    /** Returns the number of blocked providers of a channel. */
    int providers(String channel) {
        return known.count(
                row -> row.key().channel().equals(channel) && row.key().isProvider());
    }

    void probeUnused(TargetKey key) {
        SharedCircuit circuit = known.get(key);
        if (circuit != null) {
            circuit.probeUnused();
        }
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
