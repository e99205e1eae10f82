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

/** Waits: for answers, for a store that is away, and between two tries; no longer when it is to leave. */
public final class RetryWait {
    private static final Backoff PAUSES = Backoff.doubling(Duration.ofMillis(20), Duration.ofSeconds(2));

    private final Executor writer;
    private final RandomGenerator random;
    private final CountDownLatch leaving = new CountDownLatch(1);

    /** @param writer where the store may block */
    public RetryWait(Executor writer, RandomGenerator random) {
        this.writer = writer;
        this.random = random;
    }

    /** From now on nothing that has failed is tried again. */
    public void leave() {
        leaving.countDown();
    }

    /** @param tries that have failed so far */
    public void pause(int tries) throws InterruptedException {
        long millis = PAUSES.after(tries, random).toMillis();
        if (leaving.await(millis, TimeUnit.MILLISECONDS)) {
            throw new InterruptedException("it is to leave");
        }
    }

    /** What the store says, however long it is away. The store's own watch tells people of that. */
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

    /** The answer, or what failed without what the future wrapped it in. */
    public static <T> T await(Future<T> answer) throws InterruptedException {
        try {
            return answer.get();
        } catch (ExecutionException failed) {
            throw Cause.unchecked(failed);
        }
    }

    /** Whether trying again later may help, since the entries are not at fault. */
    static boolean later(Throwable failure) {
        return switch (Cause.of(failure)) {
            case StoreUnavailable away -> true;
            case RejectedExecutionException stopping -> true;
            case ProblemException refused ->
                switch (refused.problem().code()) {
                    case RESOURCE_EXHAUSTED, UNAVAILABLE, TIMEOUT -> true;
                    default -> false;
                };
            default -> false;
        };
    }
}
