package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.Api;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.Unreachable;
import dev.tidings.core.retry.Backoff;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends intents in batches, several at once. What the server refuses for the moment (429, 503, no answer) is sent again
 * with the same keys, so nothing is accepted twice.
 */
final class BatchSender implements AutoCloseable {
    /** Below the server's bound of a body, with room for the envelope. */
    private static final int BATCH_BYTES = 240 * 1024;

    private static final int TRIES = 8;
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(10));
    /** Whoever asks for more is asked again after this. */
    private static final Duration LONGEST_ASKED = Duration.ofMinutes(1);

    private final Api api;
    private final LineTally tally;
    private final InstantSource clock;
    private final int inFlight;
    private final Semaphore places;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private List<IntentFile.Line> waiting = new ArrayList<>();
    private int waitingBytes;

    BatchSender(Api api, LineTally tally, InstantSource clock, int inFlight) {
        this.api = api;
        this.tally = tally;
        this.clock = clock;
        this.inFlight = inFlight;
        this.places = new Semaphore(inFlight);
    }

    void add(IntentFile.Line line, int batch) throws InterruptedException {
        int bytes = Objects.requireNonNull(line.intent())
                        .toString()
                        .getBytes(java.nio.charset.StandardCharsets.UTF_8)
                        .length
                + 1;
        if (waiting.size() >= batch || (!waiting.isEmpty() && waitingBytes + bytes > BATCH_BYTES)) {
            flush();
        }
        waiting.add(line);
        waitingBytes += bytes;
    }

    /** Sends what waits and returns when everything was answered; throws what made it impossible. */
    void finish() throws InterruptedException {
        flush();
        places.acquire(inFlight);
        places.release(inFlight);
        rethrow();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void flush() throws InterruptedException {
        rethrow();
        if (waiting.isEmpty()) {
            return;
        }
        List<IntentFile.Line> lines = waiting;
        waiting = new ArrayList<>();
        waitingBytes = 0;
        places.acquire();
        threads.execute(() -> {
            try {
                send(lines);
            } catch (RuntimeException failed) {
                failure.compareAndSet(null, failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                places.release();
            }
        });
    }

    private void rethrow() {
        RuntimeException failed = failure.get();
        if (failed != null) {
            throw failed;
        }
    }

    private void send(List<IntentFile.Line> lines) throws InterruptedException {
        List<IntentFile.Line> left = lines;
        for (int attempt = 1; !left.isEmpty(); attempt++) {
            Duration asked = null;
            try {
                JsonNode answer = api.post("/v1/intents:batch", body(left));
                left = settle(left, answer, attempt == TRIES);
                asked = longestAsked(answer);
            } catch (ApiProblem refused) {
                if (!refused.temporary() || attempt == TRIES) {
                    if (left.size() == 1
                            && refused.status() < 500
                            && refused.status() != 401
                            && refused.status() != 403) {
                        tally.refused(left.getFirst().number(), ApiProblem.sentence(refused.status(), refused.body()));
                        return;
                    }
                    throw refused;
                }
                asked = refused.retryAfter(clock.instant());
            } catch (Unreachable gone) {
                if (attempt == TRIES || tally.nothingYet()) {
                    throw gone;
                }
            }
            if (!left.isEmpty()) {
                Duration wait = wait(PAUSES.after(attempt), asked);
                tally.waits(left.size(), wait);
                Thread.sleep(wait);
                tally.sentAgain(left.size());
            }
        }
    }

    /** Our own pause, or what the server asks for when that is longer, within bounds. */
    static Duration wait(Duration pause, @Nullable Duration asked) {
        if (asked == null || asked.compareTo(pause) <= 0) {
            return pause;
        }
        return asked.compareTo(LONGEST_ASKED) > 0 ? LONGEST_ASKED : asked;
    }

    private static @Nullable Duration longestAsked(JsonNode answer) {
        long longest = 0;
        for (JsonNode result : answer.path("results")) {
            longest = Math.max(longest, result.at("/problem/retry_after_ms").asLong());
        }
        return longest == 0 ? null : Duration.ofMillis(longest);
    }

    /** Counts what is settled; returns what is to be sent again. */
    private List<IntentFile.Line> settle(List<IntentFile.Line> lines, JsonNode answer, boolean last) {
        List<IntentFile.Line> again = new ArrayList<>();
        JsonNode results = answer.path("results");
        for (int i = 0; i < lines.size(); i++) {
            JsonNode result = results.path(i);
            int status = result.path("status").asInt();
            if (result.has("receipt")) {
                tally.accepted(result.path("receipt"));
            } else if ((status == 429 || status == 503) && !last) {
                again.add(lines.get(i));
            } else {
                tally.refused(lines.get(i).number(), ApiProblem.sentence(status, result.path("problem")));
            }
        }
        return again;
    }

    private static ObjectNode body(List<IntentFile.Line> lines) {
        ObjectNode body = Api.JSON.createObjectNode();
        ArrayNode intents = body.putArray("intents");
        lines.forEach(line -> intents.add(line.intent()));
        return body;
    }
}
