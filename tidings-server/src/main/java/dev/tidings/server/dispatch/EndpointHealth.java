package dev.tidings.server.dispatch;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.time.Ticker;
import java.time.Clock;
import java.time.Duration;
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
    private final FailureStreaks streaks;
    private final Cache<EndpointKey, Health> troubled;

    EndpointHealth(HealthSettings settings, Ticker ticker, RandomGenerator random, FailureStreaks streaks) {
        this.settings = settings;
        this.ticker = ticker;
        this.clock = new TickerClock(ticker);
        this.random = random;
        this.streaks = streaks;
        this.troubled = Caffeine.newBuilder()
                .maximumSize(settings.endpoints())
                .expireAfterAccess(FORGOTTEN_AFTER)
                .ticker(ticker::nanos)
                .executor(Runnable::run)
                .build();
    }

    /** Asks for one attempt: null when it may be made now, or else how long to leave the endpoint alone. */
    @Nullable
    Duration refusal(EndpointKey key) {
        Health health = troubled.getIfPresent(key);
        return health == null ? null : health.refusal(random);
    }

    /** Tells what became of an attempt that {@link #refusal} let through. */
    void learn(EndpointKey key, @Nullable Endpoint endpoint, Outcome outcome) {
        switch (outcome) {
            case Outcome.Sent sent -> sent(key, endpoint);
            case Outcome.Retry retry -> failed(key, endpoint, retry);
            case Outcome.Rejected rejected -> {
                neither(key);
                if (endpoint != null && rejected.evidence().providerStatus() != null) {
                    streaks.failed(endpoint, troubled(key));
                }
            }
            case Outcome.Skipped skipped -> {
                neither(key);
                if (endpoint != null && skipped.endpointGone()) {
                    streaks.gone(endpoint);
                }
            }
        }
    }

    /** The attempt was cut short: gives the permission back. */
    void learnNothing(EndpointKey key) {
        neither(key);
    }

    private void sent(EndpointKey key, @Nullable Endpoint endpoint) {
        Health health = troubled.getIfPresent(key);
        if (health != null) {
            health.sent();
        }
        if (endpoint != null && (endpoint.failures() != null || health != null)) {
            streaks.sent(endpoint, troubled(key));
        }
    }

    private void failed(EndpointKey key, @Nullable Endpoint endpoint, Outcome.Retry retry) {
        Health health = troubled(key);
        health.failed();
        Duration wish = retry.retryAfter();
        if (wish != null && asksForPause(retry.evidence().providerStatus())) {
            health.pause(wish.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : wish);
        }
        if (endpoint != null) {
            streaks.failed(endpoint, health);
        }
    }

    private static boolean asksForPause(@Nullable Integer status) {
        return status != null && (status == TOO_MANY_REQUESTS || status == SERVICE_UNAVAILABLE);
    }

    private void neither(EndpointKey key) {
        Health health = troubled.getIfPresent(key);
        if (health != null) {
            health.neither();
        }
    }

    private Health troubled(EndpointKey key) {
        return troubled.get(key, _ -> new Health(settings, ticker, clock));
    }
}
