package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Leaves endpoints alone that keep failing (a breaker each) or asked for it (Retry-After). Knows only those with
 * trouble, a bounded number of them: a healthy endpoint costs one lookup that finds nothing.
 */
final class EndpointHealth {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Duration LONGEST_PAUSE = Duration.ofHours(24);
    private static final Duration FORGOTTEN_AFTER = Duration.ofHours(1);

    private final HealthSettings settings;
    private final Ticker ticker;
    private final Clock clock;
    private final RandomGenerator random;
    private final FailureTracker streaks;
    private final SharedCircuits shared;
    private final Cache<EndpointKey, Health> troubled;

    EndpointHealth(
            HealthSettings settings,
            Ticker ticker,
            RandomGenerator random,
            FailureTracker streaks,
            SharedCircuits shared) {
        this.settings = settings;
        this.ticker = ticker;
        this.clock = new TickerClock(ticker);
        this.random = random;
        this.streaks = streaks;
        this.shared = shared;
        this.troubled = Caffeine.newBuilder()
                .maximumSize(settings.endpoints())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
        shared.onRecovery(this::recovered);
    }

    /** How long to leave the endpoint alone, as all nodes know; null when it may be worth asking. Asks for nothing. */
    @Nullable
    Duration leftAlone(EndpointKey key) {
        return shared.leftAlone(key);
    }

    /** Asks for one attempt. Every one that may be made is answered by one of the two calls below. */
    Admission admit(EndpointKey key) {
        Admission known = shared.admit(key);
        if (known != null) {
            return known;
        }
        Health health = troubled.getIfPresent(key);
        Duration refusal = health == null ? null : health.refusal(random);
        return refusal == null ? Admission.GO : new Admission.Wait(refusal);
    }

    /**
     * Tells what became of an attempt that {@link #admit} let through.
     *
     * @param begunAt a moment not after the attempt began, by the store's clock
     */
    void learn(DeliveryTarget.At at, Instant begunAt, Outcome outcome) {
        Endpoint endpoint = at.endpoint();
        Health known = troubled.getIfPresent(at.key());
        if (known != null && !at.probe() && outcome instanceof Outcome.Retry && known.fixedAfter(begunAt)) {
            // It went to the endpoint as it was before it was fixed, and says nothing of it as it is.
            known.neither();
            return;
        }
        switch (outcome) {
            case Outcome.Sent sent -> sent(at);
            case Outcome.Retry retry -> failed(at, retry);
            case Outcome.NotTried shortage -> neither(at);
            case Outcome.Rejected rejected -> {
                neither(at);
                if (endpoint != null && rejected.evidence().providerStatus() != null) {
                    streaks.failed(endpoint, troubled(at.key()));
                }
            }
            case Outcome.Skipped skipped -> {
                neither(at);
                if (endpoint != null && skipped.endpointGone()) {
                    streaks.gone(endpoint);
                }
            }
        }
    }

    /** The attempt was cut short: gives the permission back. */
    void learnNothing(DeliveryTarget.At at) {
        neither(at);
    }

    private void sent(DeliveryTarget.At at) {
        EndpointKey key = at.key();
        Health health = troubled.getIfPresent(key);
        if (at.probe()) {
            shared.probeSent(key);
            noticeAnew(key);
        } else if (health != null) {
            health.sent();
        }
        Endpoint endpoint = at.endpoint();
        if (endpoint != null && (endpoint.failures() != null || health != null)) {
            streaks.sent(endpoint, troubled(key));
        }
    }

    private void failed(DeliveryTarget.At at, Outcome.Retry retry) {
        EndpointKey key = at.key();
        Health health = troubled(key);
        Duration asked = asksForPause(retry.evidence().providerStatus()) ? retry.retryAfter() : null;
        if (asked != null && asked.compareTo(LONGEST_PAUSE) > 0) {
            asked = LONGEST_PAUSE;
        }
        if (at.probe()) {
            shared.probeFailed(key, asked);
        } else {
            notice(key, health, asked);
        }
        if (at.endpoint() != null) {
            streaks.failed(at.endpoint(), health);
        }
    }

    /** Holds on this node at once, and on all once it is written. */
    private void notice(EndpointKey key, Health health, @Nullable Duration asked) {
        boolean openBefore = health.open();
        // What was under way when all nodes began to leave it alone says nothing new.
        if (!shared.halfOpen(key)) {
            health.failed();
        }
        if (asked != null) {
            health.pause(asked);
            shared.paused(key, asked, health::endPause);
        }
        if (!openBefore && health.open()) {
            shared.opened(key, health::reset);
        }
    }

    /** The endpoint was fixed: nothing that this node learned before counts. */
    void unblock(EndpointKey key) {
        shared.unblock(key);
        Health health = troubled(key);
        health.reset();
        health.fixed(shared.now());
    }

    private void recovered(EndpointCircuit row, boolean news) {
        Health health = troubled(row.key());
        if (news || health.olderThan(row.changedAt())) {
            health.reset();
        }
        // Of changes within a millisecond the later ones carry times that are still to come.
        Instant now = shared.now();
        health.fixed(row.changedAt().isAfter(now) ? now : row.changedAt());
    }

    private void noticeAnew(EndpointKey key) {
        Health health = troubled.getIfPresent(key);
        if (health != null) {
            health.reset();
        }
    }

    private static boolean asksForPause(@Nullable Integer status) {
        return status != null && (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE);
    }

    private void neither(DeliveryTarget.At at) {
        if (at.probe()) {
            shared.probeShowedNothing(at.key());
            return;
        }
        Health health = troubled.getIfPresent(at.key());
        if (health != null) {
            health.neither();
        }
    }

    private Health troubled(EndpointKey key) {
        return troubled.get(key, _ -> new Health(settings, ticker, clock, shared.now()));
    }
}
