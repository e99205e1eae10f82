package dev.tidings.push.gateway;

import dev.tidings.http.access.Credential;
import dev.tidings.http.access.KeyRing;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends subscriptions when what opened them is no longer taken. A key may be revoked at another node, so each is asked for
 * again and again; that is a look at the store for each key by which somebody is subscribed, and none for tokens.
 */
public final class Revocations implements AutoCloseable {
    /** With the age that the ring lets its answers have: an end within two seconds. */
    public static final Duration EVERY = Duration.ofSeconds(1);

    private final Hub hub;
    private final KeyRing keys;
    private final Future<?> rounds;

    private Revocations(Hub hub, KeyRing keys, ScheduledExecutorService timer, Duration every) {
        this.hub = hub;
        this.keys = keys;
        this.rounds =
                timer.scheduleWithFixedDelay(this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** @param timer is not kept waiting */
    public static Revocations start(Hub hub, KeyRing keys, ScheduledExecutorService timer, Duration every) {
        return new Revocations(hub, keys, timer, every);
    }

    private void look() {
        for (Credential credential : hub.credentials()) {
            try {
                // Where it cannot be found out, nothing can have been revoked either.
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
    public void close() {
        rounds.cancel(false);
    }
}
