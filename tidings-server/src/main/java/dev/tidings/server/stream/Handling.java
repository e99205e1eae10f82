package dev.tidings.server.stream;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.store.QuarantinedItem;
import dev.tidings.server.stream.StreamHandler.Decoded;
import dev.tidings.server.stream.StreamHandler.Refused;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Has entries decoded and handled. When it returns each of them is durable, or in quarantine. */
final class Handling<T> {
    private static final Logger LOG = LoggerFactory.getLogger(Handling.class);
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\p{Cs}]");
    private static final String ID_PREFIX = "qrn_";
    private static final int TRIES = 3;
    private static final int REASON_CHARS = 1_000;

    private final StreamSettings settings;
    private final StreamDecoder<T> decoder;
    private final StreamHandler<T> handler;
    private final StreamPorts ports;
    private final Patience patience;

    Handling(
            StreamSettings settings,
            StreamDecoder<T> decoder,
            StreamHandler<T> handler,
            StreamPorts ports,
            Patience patience) {
        this.settings = settings;
        this.decoder = decoder;
        this.handler = handler;
        this.ports = ports;
        this.patience = patience;
    }

    void handle(StreamReader.Read read) throws InterruptedException {
        for (StreamEntry entry : read.exhausted()) {
            quarantine(entry, "it was dealt out again and again, and nobody lived to finish it");
        }
        Map<String, StreamEntry> entries = new HashMap<>();
        List<Decoded<T>> decoded = new ArrayList<>(read.entries().size());
        for (StreamEntry entry : read.entries()) {
            try {
                decoded.add(new Decoded<>(entry.id(), decoder.decode(entry)));
                entries.put(entry.id(), entry);
            } catch (ProblemException poison) {
                quarantine(entry, words(poison.problem()));
            } catch (RuntimeException defect) {
                LOG.error("decoding {} of stream {} fails", entry.id(), settings.stream(), defect);
                quarantine(entry, "it cannot be decoded: " + defect);
            }
        }
        if (!decoded.isEmpty()) {
            handle(decoded, entries);
        }
    }

    private void handle(List<Decoded<T>> batch, Map<String, StreamEntry> entries) throws InterruptedException {
        int tries = 0;
        int failures = 0;
        while (true) {
            try {
                List<Refused> refused = handler.handle(batch);
                for (Refused one : refused) {
                    quarantine(Objects.requireNonNull(entries.get(one.id()), one.id()), one.reason());
                }
                ports.listener().handled(settings.label(), batch.size() - refused.size());
                return;
            } catch (RuntimeException failure) {
                tries++;
                if (Patience.later(failure)) {
                    wait(tries, batch, failure);
                } else if (batch.size() > 1) {
                    for (Decoded<T> one : batch) {
                        handle(List.of(one), entries);
                    }
                    return;
                } else if (++failures == TRIES) {
                    Decoded<T> one = batch.getFirst();
                    LOG.error("handling {} of stream {} fails", one.id(), settings.stream(), failure);
                    quarantine(Objects.requireNonNull(entries.get(one.id())), "it cannot be handled: " + failure);
                    return;
                } else {
                    patience.pause(tries);
                }
            }
        }
    }

    private void wait(int tries, List<Decoded<T>> batch, RuntimeException failure) throws InterruptedException {
        if (tries == 1) {
            // The store and Redis are watched by others, who tell people.
            LOG.debug(
                    "stream {} waits at {}", settings.stream(), batch.getFirst().id(), failure);
        }
        patience.pause(tries);
    }

    private void quarantine(StreamEntry entry, String reason) throws InterruptedException {
        Instant now = ports.clock().instant();
        QuarantinedItem item = new QuarantinedItem(
                ID_PREFIX + ports.ids().next(now),
                settings.tenant(),
                settings.source(),
                entry.id(),
                RawFields.json(entry),
                shown(reason),
                now);
        patience.stored(() -> ports.quarantine().quarantine(item));
        LOG.warn("{} of stream {} goes to quarantine: {}", entry.id(), settings.stream(), shown(reason));
        ports.listener().quarantined(settings.label());
    }

    /** What an entry had may be in it: signs that no database keeps and no log should have. */
    private static String shown(String reason) {
        String text = reason.length() > REASON_CHARS ? reason.substring(0, REASON_CHARS) + "…" : reason;
        return CONTROL.matcher(text).replaceAll("�");
    }

    private static String words(Problem problem) {
        return problem.code().code() + ": " + problem.message();
    }
}
