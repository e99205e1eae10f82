package dev.tidings.engine.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.TargetKey;
import dev.tidings.core.time.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Blocks endpoints that keep failing (circuit breaker per endpoint) or that requested a pause (Retry-After), and in the
 * same way the providers that many endpoints are reached through. Tracks only failing ones, in a bounded cache: a
 * healthy endpoint costs one lookup.
 */
final class EndpointHealth {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int SERVICE_UNAVAILABLE = 503;
    private static final Duration MAX_PAUSE = Duration.ofHours(24);
    private static final Duration IDLE_EXPIRY = Duration.ofHours(1);

    private final HealthSettings settings;
    private final Ticker ticker;
    private final Clock clock;
    private final RandomGenerator random;
    private final FailureTracker failures;
    private final SharedCircuits shared;
    private final Cache<TargetKey, LocalCircuit> tracked;

    EndpointHealth(
            HealthSettings settings,
            Ticker ticker,
            RandomGenerator random,
            FailureTracker failures,
            SharedCircuits shared) {
        this.settings = settings;
        this.ticker = ticker;
        this.clock = new TickerClock(ticker);
        this.random = random;
        this.failures = failures;
        this.shared = shared;
        this.tracked = Caffeine.newBuilder()
                .maximumSize(settings.endpoints())
                .expireAfterAccess(IDLE_EXPIRY)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
        shared.onRecovery(this::recovered);
    }

    /** Returns how long all nodes block the endpoint; null when an attempt may be possible. Sends no query. */
    @Nullable
    Duration blockedFor(TargetKey key) {
        return shared.blockedFor(key);
    }

    /**
     * Requests permission for one attempt. Each granted attempt must be followed by {@link #record} or {@link
     * #release}.
     */
    Admission admit(TargetKey key) {
        Admission known = shared.admit(key);
        if (known != null) {
            return known;
        }
        LocalCircuit health = tracked.getIfPresent(key);
        Duration refusal = health == null ? null : health.refusal(random);
        return refusal == null ? Admission.GO : new Admission.Wait(refusal);
    }

    /**
     * Records the outcome of an attempt that {@link #admit} granted.
     *
     * @param begunAt a time not after the attempt began, by the store's clock
     */
    void record(DeliveryTarget.At at, Instant begunAt, Outcome outcome) {
        DeliveryTarget.Provider provider = at.provider();
        if (provider != null) {
            recordProvider(provider, outcome);
        }
        recordEndpoint(at, begunAt, outcome);
    }

    /** A provider works if it answered, whatever it said of the message. */
    private void recordProvider(DeliveryTarget.Provider provider, Outcome outcome) {
        if (outcome instanceof Outcome.ProviderFailed failed) {
            failed(
                    provider.key(),
                    provider.probe(),
                    new ReportedFailure(failed.retryAfter(), failed.code() + ": " + failed.message()));
        } else if (outcome instanceof Outcome.Sent || outcome.evidence().providerStatus() != null) {
            works(provider.key(), provider.probe());
        } else {
            released(provider.key(), provider.probe());
        }
    }

    private void recordEndpoint(DeliveryTarget.At at, Instant begunAt, Outcome outcome) {
        Endpoint endpoint = at.endpoint();
        LocalCircuit known = tracked.getIfPresent(at.key());
        if (known != null && !at.probe() && outcome instanceof Outcome.Retry && known.fixedAfter(begunAt)) {
            // The attempt used the endpoint as it was before the fix and says nothing about its current state.
            known.release();
            return;
        }
        switch (outcome) {
            case Outcome.Sent sent -> sent(at);
            case Outcome.Retry retry -> failed(at, retry);
            case Outcome.ProviderFailed failed -> released(at.key(), at.probe());
            case Outcome.NotTried shortage -> released(at.key(), at.probe());
            case Outcome.Rejected rejected -> {
                released(at.key(), at.probe());
                if (endpoint != null && rejected.evidence().providerStatus() != null) {
                    failures.failed(endpoint, tracked(at.key()));
                }
            }
            case Outcome.Skipped skipped -> {
                released(at.key(), at.probe());
                if (endpoint != null && skipped.endpointGone()) {
                    failures.gone(endpoint);
                }
            }
        }
    }

    /** Releases the permission of an attempt that was interrupted. */
    void release(DeliveryTarget.At at) {
        releaseProvider(at);
        released(at.key(), at.probe());
    }

    /** Releases the permission of the provider, because the endpoint permits no attempt. */
    void releaseProvider(DeliveryTarget.At at) {
        DeliveryTarget.Provider provider = at.provider();
        if (provider != null) {
            released(provider.key(), provider.probe());
        }
    }

    private void sent(DeliveryTarget.At at) {
        TargetKey key = at.key();
        LocalCircuit health = works(key, at.probe());
        Endpoint endpoint = at.endpoint();
        if (endpoint != null && (endpoint.failures() != null || health != null)) {
            failures.sent(endpoint, tracked(key));
        }
    }

    /** Returns what is tracked of it; null when it did not fail recently. */
    private @Nullable LocalCircuit works(TargetKey key, boolean probe) {
        LocalCircuit health = tracked.getIfPresent(key);
        if (probe) {
            shared.probeSent(key);
            reset(key);
        } else if (health != null) {
            health.sent();
        }
        return health;
    }

    private void failed(DeliveryTarget.At at, Outcome.Retry retry) {
        Duration asked = asksForPause(retry.evidence().providerStatus()) ? retry.retryAfter() : null;
        LocalCircuit health = failed(at.key(), at.probe(), new ReportedFailure(asked, null));
        if (at.endpoint() != null) {
            failures.failed(at.endpoint(), health);
        }
    }

    private LocalCircuit failed(TargetKey key, boolean probe, ReportedFailure reported) {
        LocalCircuit health = tracked(key);
        ReportedFailure failure = reported.withPauseUpTo(MAX_PAUSE);
        if (probe) {
            shared.probeFailed(key, failure);
        } else {
            recordFailure(key, health, failure);
        }
        return health;
    }

    /** Takes effect on this node at once, and on all nodes once written. */
    private void recordFailure(TargetKey key, LocalCircuit health, ReportedFailure failure) {
        Duration asked = failure.asked();
        boolean openBefore = health.open();
        // Attempts in flight when all nodes began to block the endpoint add no information.
        if (!shared.halfOpen(key)) {
            health.failed();
        }
        if (asked != null) {
            health.pause(asked);
            shared.paused(key, asked, failure, health::endPause);
        }
        if (!openBefore && health.open()) {
            shared.opened(key, failure, health::reset);
        }
    }

    /** Discards everything that this node learned before the endpoint was fixed. */
    void unblock(TargetKey key) {
        shared.unblock(key);
        LocalCircuit health = tracked(key);
        health.reset();
        health.fixed(shared.now());
    }

    private void recovered(EndpointCircuit row, boolean news) {
        LocalCircuit health = tracked(row.key());
        if (news || health.olderThan(row.changedAt())) {
            health.reset();
        }
        // Changes within one millisecond carry strictly increasing times, which may lie in the future.
        Instant now = shared.now();
        health.fixed(row.changedAt().isAfter(now) ? now : row.changedAt());
    }

    private void reset(TargetKey key) {
        LocalCircuit health = tracked.getIfPresent(key);
        if (health != null) {
            health.reset();
        }
    }

    private static boolean asksForPause(@Nullable Integer status) {
        return status != null && (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE);
    }

    private void released(TargetKey key, boolean probe) {
        if (probe) {
            shared.probeUnused(key);
            return;
        }
        LocalCircuit health = tracked.getIfPresent(key);
        if (health != null) {
            health.release();
        }
    }

    private LocalCircuit tracked(TargetKey key) {
        return tracked.get(key, _ -> new LocalCircuit(settings, ticker, clock, shared.now()));
    }
}
