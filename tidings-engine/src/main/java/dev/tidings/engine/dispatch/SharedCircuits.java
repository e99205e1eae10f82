package dev.tidings.engine.dispatch;

import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointCircuit.Reason;
import dev.tidings.core.endpoint.EndpointKey;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The endpoints that all nodes leave alone, as far as this node has heard. It looks into the store at an even pace. What it
 * reads and what its writes come to may arrive in any order: of each endpoint the newest row holds. While the store is
 * unavailable what is known locally holds: no send waits for the store.
 */
final class SharedCircuits {
    private static final Logger LOG = LoggerFactory.getLogger(SharedCircuits.class);

    /** A transaction may show later than the time it carries. */
    private static final Duration OVERLAP = Duration.ofSeconds(5);

    private static final int ROWS_A_LOOK = 1_000;

    private final EndpointHealthStore store;
    private final HealthSettings settings;
    private final Environment environment;
    private final EngineListener listener;
    private final Map<EndpointKey, SharedCircuit> known = new ConcurrentHashMap<>();
    private final Set<Word> writing = ConcurrentHashMap.newKeySet();
    /** How many looks were asked for that have not ended; one runs at a time. */
    private final AtomicInteger looks = new AtomicInteger();

    /** Up to when it was looked; of the look that runs. */
    private Instant seen = Instant.EPOCH;

    private Recoveries recoveries = (row, news) -> {};
    private volatile boolean stopped;

    /** Hears of endpoints that work again. */
    @FunctionalInterface
    interface Recoveries {
        /** @param news whether this node knew of the trouble until now; rows are read more than once */
        void heard(EndpointCircuit row, boolean news);
    }

    /** What is being told of an endpoint. */
    private record Word(EndpointKey key, Reason reason) {}

    SharedCircuits(
            EndpointHealthStore store, HealthSettings settings, Environment environment, EngineListener listener) {
        this.store = store;
        this.settings = settings;
        this.environment = environment;
        this.listener = listener;
    }

    /** @param hears of endpoints that another node found to work again or that were fixed, on a thread that writes */
    void onRecovery(Recoveries hears) {
        recoveries = hears;
    }

    /** Begins to look, at once for all that is in force. */
    void start() {
        lookNow();
        lookLater();
    }

    void stop() {
        stopped = true;
    }

    private void lookLater() {
        environment.timer().after(Backoff.around(settings.look(), environment.random()), () -> {
            if (!stopped) {
                lookNow();
                lookLater();
            }
        });
    }

    /** Something has changed in the store. */
    void lookNow() {
        if (looks.getAndIncrement() == 0) {
            lookSoon();
        }
    }

    private void lookSoon() {
        try {
            environment.writer().execute(this::look);
        } catch (RejectedExecutionException closed) {
            stop();
        }
    }

    private void look() {
        int served = looks.get();
        try {
            readChanges();
        } finally {
            if (looks.addAndGet(-served) > 0) {
                lookSoon();
            }
        }
    }

    private void readChanges() {
        Instant now = environment.clock().instant();
        try {
            List<EndpointCircuit> changed = store.troublesSince(seen, ROWS_A_LOOK);
            changed.forEach(this::learn);
            if (changed.size() == ROWS_A_LOOK && changed.getLast().changedAt().isAfter(seen)) {
                seen = changed.getLast().changedAt();
                lookNow();
            } else {
                // Also after the clock was set back.
                seen = now.minus(OVERLAP);
                forgetFree(seen);
            }
        } catch (RuntimeException | Error failed) {
            LOG.debug("the troubles of endpoints could not be read; trying again", failed);
        }
    }

    /** No look that is under way shows what was before that. */
    private void forgetFree(Instant before) {
        Instant now = environment.clock().instant();
        known.values()
                .removeIf(trouble ->
                        trouble.over(now) && trouble.row().changedAt().isBefore(before));
    }

    /** By the store's clock. */
    Instant now() {
        return environment.clock().instant();
    }

    /** Null when nothing is known against the endpoint. */
    @Nullable
    Admission admit(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        if (trouble == null) {
            return null;
        }
        Instant now = environment.clock().instant();
        return switch (trouble.turn(now)) {
            case FREE -> {
                if (trouble.row().opened() > 0) {
                    // Nobody has said anything of it for long.
                    known.remove(key, trouble);
                }
                yield null;
            }
            case WAIT -> waitFor(trouble, now);
            case PROBE -> Admission.PROBE;
            case ASK -> new Admission.Ask(askToProbe(key, trouble));
        };
    }

    /** Whether there is a time to be waited for that no probe shortens; asks for nothing. */
    @Nullable
    Duration leftAlone(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        if (trouble == null) {
            return null;
        }
        Instant now = environment.clock().instant();
        return trouble.waitsAt(now) ? spread(trouble.left(now)) : null;
    }

    /** Whether only a probe may try the endpoint, now or once a time has passed. */
    boolean halfOpen(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        return trouble != null && trouble.row().opened() > 0;
    }

    private Admission waitFor(SharedCircuit trouble, Instant now) {
        return new Admission.Wait(spread(trouble.left(now)));
    }

    private Duration spread(Duration left) {
        return Jitter.spread(left, settings.openFor(), environment.random());
    }

    private CompletableFuture<Admission> askToProbe(EndpointKey key, SharedCircuit trouble) {
        CompletableFuture<Admission> answer = new CompletableFuture<>();
        Runnable ask = () -> {
            Admission given = Admission.PROBE;
            try {
                EndpointCircuit won = store.probe(key, settings.openFor());
                if (won == null) {
                    reread(key, trouble);
                    given = waitFor(trouble, environment.clock().instant());
                } else {
                    learn(won);
                    trouble.won(won);
                }
            } catch (RuntimeException | Error failed) {
                untold(key, failed);
                EndpointCircuit row = trouble.row();
                EndpointCircuit here = until(row, row.opened(), settings.openFor());
                trouble.hold(here);
                trouble.won(here);
            }
            trouble.asked();
            answer.complete(given);
        };
        try {
            environment.writer().execute(ask);
        } catch (RejectedExecutionException closed) {
            trouble.asked();
            answer.complete(waitFor(trouble, environment.clock().instant()));
        }
        return answer;
    }

    /** Another was faster, or it has recovered, or nobody knows of it any more. */
    private void reread(EndpointKey key, SharedCircuit trouble) {
        List<EndpointCircuit> changed = store.troublesSince(trouble.row().changedAt(), ROWS_A_LOOK);
        changed.forEach(this::learn);
        if (changed.size() < ROWS_A_LOOK
                && changed.stream().noneMatch(row -> row.key().equals(key))) {
            known.remove(key, trouble);
        }
    }

    /**
     * The breaker of this node has opened.
     *
     * @param told is run once all nodes know, this one among them
     */
    void opened(EndpointKey key, Runnable told) {
        if (!halfOpen(key)) {
            write(key, Reason.BREAKER, () -> tell(key, Reason.BREAKER, 1, settings.openFor(1), told));
        }
    }

    private void tell(EndpointKey key, Reason reason, int opened, Duration duration, Runnable told) {
        learn(store.leaveAlone(key, reason, opened, duration));
        listener.endpointLeftAlone(key.channel(), reason.code());
        if (known.containsKey(key)) {
            told.run();
        }
    }

    /** The endpoint asked to be left alone. */
    void paused(EndpointKey key, Duration duration, Runnable told) {
        write(key, Reason.RETRY_AFTER, () -> tell(key, Reason.RETRY_AFTER, 0, duration, told));
    }

    /** The probe failed: leaves the endpoint alone for longer than before, and for what it asked for at least. */
    void probeFailed(EndpointKey key, @Nullable Duration asked) {
        SharedCircuit trouble = known.get(key);
        if (trouble == null || trouble.row().opened() == 0) {
            return;
        }
        int times = trouble.row().opened() + 1;
        Duration open = settings.openFor(times);
        boolean longer = asked != null && asked.compareTo(open) > 0;
        Duration duration = asked != null && longer ? asked : open;
        // At once on this node, whatever becomes of the write.
        trouble.hold(until(trouble.row(), times, duration));
        Reason reason = longer ? Reason.RETRY_AFTER : Reason.BREAKER;
        write(key, Reason.BREAKER, () -> tell(key, reason, times, duration, () -> {}));
    }

    /** The probe was taken: the endpoint is free. */
    void probeSent(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        EndpointCircuit probed = trouble == null ? null : trouble.recovered();
        if (trouble != null && probed != null) {
            write(key, Reason.RECOVERED, () -> {
                EndpointCircuit over = store.recovered(probed);
                if (over == null) {
                    reread(key, trouble);
                } else {
                    listener.endpointRecovered(key.channel());
                    learn(over);
                }
            });
        }
    }

    /** The endpoint was fixed, and the store knows. */
    void unblock(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        if (trouble != null) {
            trouble.free();
        }
    }

    /** How many endpoints of a channel are left alone for that reason. */
    int count(String channel, Reason reason) {
        Instant now = environment.clock().instant();
        return (int) known.values().stream()
                .map(SharedCircuit::row)
                .filter(row -> row.reason() == reason && row.key().channel().equals(channel) && row.inForceAt(now))
                .count();
    }

    void probeShowedNothing(EndpointKey key) {
        SharedCircuit trouble = known.get(key);
        if (trouble != null) {
            trouble.unused();
        }
    }

    private void learn(EndpointCircuit row) {
        SharedCircuit trouble = known.get(row.key());
        if (trouble == null && row.inForceAt(environment.clock().instant()) && hasRoom()) {
            trouble = known.putIfAbsent(row.key(), new SharedCircuit(row));
        }
        EndpointCircuit before = trouble == null ? null : trouble.learn(row);
        boolean overtaken = trouble != null && trouble.row().changedAt().isAfter(row.changedAt());
        if (row.reason() == Reason.RECOVERED && !overtaken) {
            recoveries.heard(row, before != null && before.reason() != Reason.RECOVERED);
        }
    }

    private boolean hasRoom() {
        if (known.size() >= settings.endpoints()) {
            Instant now = environment.clock().instant();
            known.values().removeIf(trouble -> trouble.over(now));
        }
        return known.size() < settings.endpoints();
    }

    private EndpointCircuit until(EndpointCircuit row, int opened, Duration duration) {
        Instant end = environment.clock().instant().plus(duration);
        return new EndpointCircuit(row.key(), row.reason(), opened, end, row.changedAt());
    }

    /** One write per endpoint and reason at a time is enough, since many attempts learn the same. */
    private void write(EndpointKey key, Reason reason, Runnable task) {
        Word word = new Word(key, reason);
        if (!writing.add(word)) {
            return;
        }
        try {
            environment.writer().execute(() -> {
                try {
                    task.run();
                } catch (RuntimeException | Error failed) {
                    untold(key, failed);
                } finally {
                    writing.remove(word);
                }
            });
        } catch (RejectedExecutionException closed) {
            writing.remove(word);
        }
    }

    /** Others say already that the store is unavailable. */
    private static void untold(EndpointKey key, Throwable failed) {
        // It may be an address that an intent gave outright, in which credentials stand.
        String recipient = key.recipient().contains("//") ? "an address given outright" : key.recipient();
        if (failed instanceof StoreUnavailable) {
            LOG.debug("the {} endpoint of {} is known to this node alone", key.channel(), recipient, failed);
        } else {
            LOG.warn("could not share the health of the {} endpoint of {}", key.channel(), recipient, failed);
        }
    }
}
