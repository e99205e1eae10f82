package dev.tidings.push.gateway;

import dev.tidings.http.access.Credential;
import dev.tidings.http.access.KeyRing;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ends subscriptions whose credential was revoked. A key may be revoked on another node, so each key in use is
 * checked periodically: one store read per key with subscriptions, none for tokens.
 */
public final class Revocations implements AutoCloseable {
    /** Together with the key ring's cache time, a revoked key's subscriptions end within two seconds. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private final Hub hub;
    private final KeyRing keys;
    private final ScheduledExecutorService timer;
    private final Duration every;
    private @Nullable Future<?> rounds;

    /** @param timer schedules the checks, which do not block it */
    public Revocations(Hub hub, KeyRing keys, ScheduledExecutorService timer, Duration every) {
        this.hub = hub;
        this.keys = keys;
        this.timer = timer;
        this.every = every;
    }

    public synchronized void start() {
        rounds = timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        for (Credential credential : hub.credentials()) {
            try {
                // If the check fails, nothing can have been revoked either.
                var _ = keys.holds(credential).thenAccept(holds -> {
                    if (!holds) {
                        hub.revoke(credential);
                    }
                });
            } catch (RejectedExecutionException busy) {
                return;
            }
        }
    }

    @Override
    public synchronized void close() {
        if (rounds != null) {
            rounds.cancel(false);
        }
    }
}
