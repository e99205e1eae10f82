package dev.tidings.http;

import dev.tidings.core.problem.Cause;
import dev.tidings.core.store.StoreUnavailable;
import dev.tidings.core.time.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Whether the server can do its work. The store is tried at most once a second, however many ask. */
public final class Readiness {
    private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long TIMEOUT_SECONDS = 2;

    private final Runnable checkWritable;
    private final Executor writer;
    private final Supplier<Optional<String>> running;
    private final Ticker ticker;
    private @Nullable CompletableFuture<Optional<String>> checked;
    private long checkedAt;

    /**
     * @param checkWritable throws when nothing can be made durable
     * @param writer runs it
     * @param running says what is not running; empty when all is
     */
    public Readiness(Runnable checkWritable, Executor writer, Supplier<Optional<String>> running, Ticker ticker) {
        this.checkWritable = checkWritable;
        this.writer = writer;
        this.running = running;
        this.ticker = ticker;
    }

    /** Why the server is not ready; empty when it is. */
    public CompletableFuture<Optional<String>> obstacle() {
        Optional<String> stopped = running.get();
        return stopped.isPresent() ? CompletableFuture.completedFuture(stopped) : store();
    }

    private synchronized CompletableFuture<Optional<String>> store() {
        long now = ticker.nanos();
        if (checked == null || now - checkedAt >= FRESH_NANOS) {
            checkedAt = now;
            checked = CompletableFuture.runAsync(checkWritable, writer)
                    .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
                    .handle((done, failure) -> Optional.ofNullable(failure).map(Readiness::words));
        }
        return checked;
    }

    private static String words(Throwable failure) {
        Throwable cause = Cause.of(failure);
        return switch (cause) {
            case StoreUnavailable unavailable -> unavailable.reason();
            case TimeoutException slow -> "the store did not complete a write within " + TIMEOUT_SECONDS + " s";
            default -> "the store is not writable";
        };
    }
}
