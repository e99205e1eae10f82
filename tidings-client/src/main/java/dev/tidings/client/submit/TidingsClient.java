package dev.tidings.client.submit;

import dev.tidings.client.Connection;
import dev.tidings.v1.IntentServiceGrpc;
import dev.tidings.v1.IntentServiceGrpc.IntentServiceBlockingStub;
import dev.tidings.v1.SubmitBatchRequest;
import dev.tidings.v1.SubmitRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/**
 * Submits intents. Waits for the receipt and retries transient failures with the same idempotency key within the time
 * limit. Thread-safe; create one and reuse it.
 *
 * {@snippet class="Samples" region="submit"}
 */
public final class TidingsClient implements AutoCloseable {
    private static final long CLOSE_WITHIN_SECONDS = 5;

    private final ManagedChannel channel;
    private final SubmitOptions options;

    public TidingsClient(Connection connection) {
        this(connection, SubmitOptions.DEFAULT);
    }

    public TidingsClient(Connection connection, SubmitOptions options) {
        this.channel = connection.open();
        this.options = options;
    }

    /**
     * Submits an intent and generates a key if it has none.
     *
     * @throws RefusedException when the intent is refused, or rejected before it is sent because a text has half a
     * surrogate pair or NUL
     * @throws UnansweredException when the time limit is reached or the thread is interrupted
     */
    public Receipt submit(Intent intent) {
        Intent keyed = keyed(intent);
        Problem flaw = IntentText.problem(keyed);
        if (flaw != null) {
            throw RefusedException.of(flaw, keyed.idempotencyKey(), null);
        }
        SubmitRequest request =
                SubmitRequest.newBuilder().setIntent(keyed.message()).build();
        SubmitAttempts attempts = new SubmitAttempts(options);
        while (true) {
            try {
                return Receipt.of(
                        keyed.idempotencyKey(),
                        attempt(1, attempts, stub -> stub.submit(request)).getReceipt());
            } catch (StatusRuntimeException failure) {
                Problem problem = Problems.of(failure);
                if (!Problems.passing(failure)) {
                    throw RefusedException.of(problem, keyed.idempotencyKey(), failure);
                }
                if (!attempts.pause(problem.retryAfter())) {
                    throw new UnansweredException(problem, keyed.idempotencyKey(), attempts.count(), failure);
                }
            }
        }
    }

    /**
     * Submits any number of intents independently, up to 500 per call. Returns one result per intent, in their order; a
     * refusal by the server does not throw.
     */
    public List<BatchResult> submitBatch(List<Intent> intents) {
        Batch batch = new Batch(intents.stream().map(TidingsClient::keyed).toList());
        SubmitAttempts attempts = new SubmitAttempts(options);
        batch.slices().forEach(slice -> submitSlice(batch, slice, attempts));
        return batch.results();
    }

    private void submitSlice(Batch batch, List<Integer> slice, SubmitAttempts attempts) {
        List<Integer> open = slice;
        while (true) {
            List<Integer> asked = open;
            try {
                SubmitBatchRequest request = batch.request(asked);
                open = batch.take(
                        asked, attempt(asked.size(), attempts, stub -> stub.submitBatch(request)), attempts.count());
            } catch (StatusRuntimeException failure) {
                if (!Problems.passing(failure)) {
                    batch.refuse(asked, Problems.of(failure));
                    return;
                }
                batch.leave(asked, Problems.of(failure), attempts.count());
            }
            if (open.isEmpty() || !attempts.pause(batch.longestRetryAfter(open))) {
                return;
            }
        }
    }

    private <A> A attempt(int intents, SubmitAttempts attempts, Function<IntentServiceBlockingStub, A> call) {
        Duration within = attempts.next();
        long begin = System.nanoTime();
        String code = "ok";
        try {
            // gRPC's own connection backoff would otherwise keep growing.
            channel.resetConnectBackoff();
            return call.apply(IntentServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(within.toNanos(), TimeUnit.NANOSECONDS));
        } catch (StatusRuntimeException failure) {
            code = Problems.of(failure).code();
            throw failure;
        } finally {
            options.listener().tried(intents, code, Duration.ofNanos(System.nanoTime() - begin));
        }
    }

    private static Intent keyed(Intent intent) {
        return intent.idempotencyKey().isEmpty() ? intent.key(UUID.randomUUID().toString()) : intent;
    }

    /** Waits a few seconds for running submissions, then cancels them. */
    @Override
    public void close() {
        channel.shutdown();
        try {
            if (!channel.awaitTermination(CLOSE_WITHIN_SECONDS, TimeUnit.SECONDS)) {
                channel.shutdownNow();
            }
        } catch (InterruptedException interrupted) {
            channel.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
