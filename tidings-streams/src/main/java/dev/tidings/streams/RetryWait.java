package dev.tidings.streams;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.Backoff;
import dev.tidings.core.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/** Waits for answers, for an unavailable store and between retries; a stop ends the waits. */
public final class RetryWait {
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(20), Duration.ofSeconds(2));

    private final Executor writer;
    private final RandomGenerator random;
    private final CountDownLatch leaving = new CountDownLatch(1);

    /**
     * @param writer runs blocking store calls
     */
    public RetryWait(Executor writer, RandomGenerator random) {
        this.writer = writer;
        this.random = random;
    }

    /** Stops all further retries. */
    public void leave() {
        leaving.countDown();
    }

    /**
     * @param tries the number of failed attempts so far
     */
    public void pause(int tries) throws InterruptedException {
        long millis = PAUSES.after(tries, random).toMillis();
        if (leaving.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("the consumer is stopping");
        }
    }

    /** Calls the store, and retries while it is unavailable. The store's monitoring logs the outage. */
    public <T> T stored(Supplier<T> call) throws InterruptedException {
        for (int tries = 1; ; tries++) {
            try {
                return await(CompletableFuture.supplyAsync(call, writer));
            } catch (StoreUnavailable | RejectedExecutionException away) {
                pause(tries);
            }
        }
    }

    public void stored(Runnable call) throws InterruptedException {
        stored(() -> {
            call.run();
            return true;
        });
    }

    /** Returns the result, or throws the failure without the future's wrapper. */
    public static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw Cause.unchecked(failed);
        }
    }

    /** Whether a retry may help because the entries are not at fault. */
    static boolean later(Throwable failure) {
        return switch (Cause.of(failure)) {
            case StoreUnavailable away -> true;
            case RejectedExecutionException stopping -> true;
            case ProblemException refused ->
                switch (refused.problem().code()) {
                    case TENANT_SUSPENDED, TENANT_QUOTA, RESOURCE_EXHAUSTED, UNAVAILABLE, TIMEOUT -> true;
                    default -> false;
                };
            default -> false;
        };
    }
}
