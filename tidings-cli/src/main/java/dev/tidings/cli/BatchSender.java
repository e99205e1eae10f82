package dev.tidings.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidings.cli.rest.ApiClient;
import dev.tidings.cli.rest.ApiProblem;
import dev.tidings.cli.rest.ServerUnreachable;
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
 * Sends intents in batches, several at once. Temporary refusals (429, 503, no response) are retried with the same keys,
 * so nothing is accepted twice.
 */
final class BatchSender implements AutoCloseable {
    /** Below the server's body limit, with room for the envelope. */
    private static final int BATCH_BYTES = 240 * 1024;

    private static final int MAX_ATTEMPTS = 8;
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(200), Duration.ofSeconds(10));
    /** The maximum Retry-After that is honored. */
    private static final Duration MAX_RETRY_AFTER = Duration.ofMinutes(1);

    private final ApiClient api;
    private final LineTally tally;
    private final InstantSource clock;
    private final int inFlight;
    private final Semaphore permits;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private List<IntentFile.Line> waiting = new ArrayList<>();
    private int waitingBytes;

    BatchSender(ApiClient api, LineTally tally, InstantSource clock, int inFlight) {
        this.api = api;
        this.tally = tally;
        this.clock = clock;
        this.inFlight = inFlight;
        this.permits = new Semaphore(inFlight);
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

    /** Sends the remaining lines and returns when everything was answered; throws the failure that prevented it. */
    void finish() throws InterruptedException {
        flush();
        permits.acquire(inFlight);
        permits.release(inFlight);
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
        permits.acquire();
        threads.execute(() -> {
            try {
                send(lines);
            } catch (RuntimeException failed) {
                failure.compareAndSet(null, failed);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                permits.release();
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
            Duration retryAfter = null;
            try {
                JsonNode answer = api.post("/v1/intents:batch", body(left));
                left = settle(left, answer, attempt == MAX_ATTEMPTS);
                retryAfter = retryAfter(answer);
            } catch (ApiProblem refused) {
                if (!refused.temporary() || attempt == MAX_ATTEMPTS) {
                    if (left.size() == 1
                            && refused.status() < 500
                            && refused.status() != 401
                            && refused.status() != 403) {
                        tally.refused(left.getFirst().number(), ApiProblem.sentence(refused.status(), refused.body()));
                        return;
                    }
                    throw refused;
                }
                retryAfter = refused.retryAfter(clock.instant());
            } catch (ServerUnreachable gone) {
                if (attempt == MAX_ATTEMPTS || tally.isEmpty()) {
                    throw gone;
                }
            }
            if (!left.isEmpty()) {
                Duration wait = wait(PAUSES.after(attempt), retryAfter);
                tally.waits(left.size(), wait);
                Thread.sleep(wait);
                tally.retried(left.size());
            }
        }
    }

    /** Returns the client's own wait, or the server's Retry-After if that is longer, up to a limit. */
    static Duration wait(Duration pause, @Nullable Duration retryAfter) {
        if (retryAfter == null || retryAfter.compareTo(pause) <= 0) {
            return pause;
        }
        return retryAfter.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : retryAfter;
    }

    private static @Nullable Duration retryAfter(JsonNode answer) {
        long longest = 0;
        for (JsonNode result : answer.path("results")) {
            longest = Math.max(longest, result.at("/problem/retry_after_ms").asLong());
        }
        return longest == 0 ? null : Duration.ofMillis(longest);
    }

    /** Counts final results; returns the lines to retry. */
    private List<IntentFile.Line> settle(List<IntentFile.Line> lines, JsonNode answer, boolean last) {
        List<IntentFile.Line> retry = new ArrayList<>();
        JsonNode results = answer.path("results");
        for (int i = 0; i < lines.size(); i++) {
            JsonNode result = results.path(i);
            int status = result.path("status").asInt();
            if (result.has("receipt")) {
                tally.accepted(result.path("receipt"));
            } else if ((status == 429 || status == 503) && !last) {
                retry.add(lines.get(i));
            } else {
                tally.refused(lines.get(i).number(), ApiProblem.sentence(status, result.path("problem")));
            }
        }
        return retry;
    }

    private static ObjectNode body(List<IntentFile.Line> lines) {
        ObjectNode body = ApiClient.JSON.createObjectNode();
        ArrayNode intents = body.putArray("intents");
        lines.forEach(line -> intents.add(line.intent()));
        return body;
    }
}
