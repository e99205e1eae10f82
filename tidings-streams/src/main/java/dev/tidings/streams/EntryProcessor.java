package dev.tidings.streams;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.core.text.DisplayText;
import dev.tidings.core.text.PlainText;
import dev.tidings.streams.StreamHandler.Decoded;
import dev.tidings.streams.StreamHandler.Handling;
import dev.tidings.streams.StreamHandler.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decodes and handles entries of any broker, and quarantines what cannot be handled. */
public final class EntryProcessor<T> {
    private static final Logger LOG = LoggerFactory.getLogger(EntryProcessor.class);
    private static final String ID_PREFIX = "qrn_";
    private static final int TRIES = 3;
    private static final int REASON_CHARS = 1_000;

    private final StreamSource source;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final EntryProcessorPorts ports;
    private final RetryWait wait;
    private final Predicate<Throwable> brokerAway;

    /**
     * @param wait the consumer's retry delays
     * @param brokerAway whether a failure of the handler means that the broker is unavailable, so that the
     * entries are not at fault
     */
    public EntryProcessor(
            StreamSource source,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            EntryProcessorPorts ports,
            RetryWait wait,
            Predicate<Throwable> brokerAway) {
        this.source = source;
        this.decoder = decoder;
        this.handler = handler;
        this.ports = ports;
        this.wait = wait;
        this.brokerAway = brokerAway;
    }

    /** Quarantines an entry that was delivered too often without being finished. */
    public void exhausted(StreamEntry entry) throws InterruptedException {
        quarantine(entry, "delivered too often without being finished; its consumers stopped while handling it");
    }

    /**
     * Entries that are being handled.
     *
     * @param handling null if they are finished
     */
    public record InFlight<T>(
            List<Decoded<T>> batch,
            Map<String, StreamEntry> entries,
            @Nullable Handling handling) {
        /** Completes when finishing needs not wait for a commit; retries may follow. */
        public CompletableFuture<?> settled() {
            return handling == null ? CompletableFuture.completedFuture(batch) : handling.settled();
        }

        /** Gives up entries that wait for earlier ones; returns whether they must not be finished. */
        public boolean abandon() {
            return handling != null && handling.abandon();
        }
    }

    /**
     * Decodes entries and passes them to the handler. Entries that cannot be decoded are in quarantine when this
     * returns. The next entries may be begun before these are finished.
     */
    public InFlight<T> begin(List<StreamEntry> read) throws InterruptedException {
        Map<String, StreamEntry> entries = new HashMap<>();
        List<Decoded<T>> decoded = new ArrayList<>(read.size());
        for (StreamEntry entry : read) {
            try {
                decoded.add(new Decoded<>(entry.id(), decoder.decode(entry)));
                entries.put(entry.id(), entry);
            } catch (ProblemException poison) {
                quarantine(entry, message(poison.problem()));
            } catch (RuntimeException defect) {
                LOG.error(
                        "decoder failed; entry goes to quarantine; source={} id={}", source.name(), entry.id(), defect);
                quarantine(entry, "decoding failed: " + defect);
            }
        }
        InFlight<T> begun = new InFlight<>(decoded, entries, null);
        if (decoded.isEmpty()) {
            return begun;
        }
        try {
            return new InFlight<>(decoded, entries, handler.begin(decoded));
        } catch (RuntimeException failure) {
            // Retried here, because the next entries must not be handled before these.
            handle(decoded, entries, () -> {
                throw failure;
            });
            return begun;
        }
    }

    /** Returns when each entry is durable or in quarantine. */
    public void finish(InFlight<T> begun) throws InterruptedException {
        Handling handling = begun.handling();
        if (handling != null) {
            handle(begun.batch(), begun.entries(), handling::finish);
        }
    }

    /** A try to handle a batch. */
    @FunctionalInterface
    private interface Attempt {
        List<Refused> refused() throws InterruptedException;
    }

    private void handle(List<Decoded<T>> batch, Map<String, StreamEntry> entries, Attempt first)
            throws InterruptedException {
        Attempt attempt = first;
        int tries = 0;
        int failures = 0;
        while (true) {
            try {
                List<Refused> refused = attempt.refused();
                for (Refused one : refused) {
                    quarantine(Objects.requireNonNull(entries.get(one.id()), one.id()), one.reason());
                }
                ports.listener().handled(source.label(), batch.size() - refused.size());
                return;
            } catch (RuntimeException failure) {
                attempt = () -> handler.handle(batch);
                tries++;
                if (RetryWait.later(failure) || brokerAway.test(Cause.of(failure))) {
                    wait(tries, batch, failure);
                } else if (batch.size() > 1) {
                    for (Decoded<T> one : batch) {
                        List<Decoded<T>> alone = List.of(one);
                        handle(alone, entries, () -> handler.handle(alone));
                    }
                    return;
                } else if (++failures == TRIES) {
                    Decoded<T> one = batch.getFirst();
                    LOG.error(
                            "handler failed; entry goes to quarantine; source={} id={}",
                            source.name(),
                            one.id(),
                            failure);
                    quarantine(Objects.requireNonNull(entries.get(one.id())), "handling failed: " + failure);
                    return;
                } else {
                    wait.pause(tries);
                }
            }
        }
    }

    private void wait(int tries, List<Decoded<T>> batch, RuntimeException failure) throws InterruptedException {
        if (tries == 1) {
            // At debug level only: the monitoring of the store and of Redis logs the outage.
            LOG.debug(
                    "handling delayed; source={} id={}",
                    source.name(),
                    batch.getFirst().id(),
                    failure);
        }
        wait.pause(tries);
    }

    private void quarantine(StreamEntry entry, String reason) throws InterruptedException {
        Instant now = ports.clock().instant();
        QuarantinedItem item = new QuarantinedItem(
                ID_PREFIX + ports.ids().next(now),
                source.tenant(),
                source.source(),
                entry.id(),
                RawFields.json(entry),
                shown(reason),
                now);
        wait.stored(() -> ports.quarantine().quarantine(item));
        LOG.warn("entry quarantined; source={} id={} reason={}", source.name(), entry.id(), shown(reason));
        ports.listener().quarantined(source.label());
    }

    /** The reason may quote the entry: removes characters that databases cannot store or logs must not contain. */
    private static String shown(String reason) {
        String text = reason.length() > REASON_CHARS ? reason.substring(0, REASON_CHARS) + "…" : reason;
        return DisplayText.spaced(PlainText.cleaned(text));
    }

    private static String message(Problem problem) {
        return problem.code().code() + ": " + problem.message();
    }
}
