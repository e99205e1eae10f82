package dev.tidings.engine.dispatch;

import dev.tidings.core.channel.Outcome;
import dev.tidings.core.delivery.Completion;
import dev.tidings.core.delivery.LeasedDelivery;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.retry.RetryPolicies;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.routing.Router;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Maps a channel's outcome to the completion of the delivery. */
final class OutcomeMapper {
    private static final Logger LOG = LoggerFactory.getLogger(OutcomeMapper.class);

    /** Used when a delivery's own policy cannot be determined. */
    private static final RetryPolicy FALLBACK = RetryPolicy.exponential(Duration.ofSeconds(5), Duration.ofHours(1), 10);

    private final RetryPolicies policies;
    private final RandomGenerator random;
    private final InstantSource clock;

    OutcomeMapper(RetryPolicies policies, RandomGenerator random, InstantSource clock) {
        this.policies = policies;
        this.random = random;
        this.clock = clock;
    }

    Completion of(LeasedDelivery leased, @Nullable Endpoint endpoint, Outcome outcome) {
        Instant now = clock.instant();
        return switch (outcome) {
            case Outcome.Sent sent -> Completion.sent(leased, sent, now);
            case Outcome.Rejected rejected -> Completion.rejected(leased, rejected, now);
            case Outcome.Skipped skipped -> Completion.skipped(leased, withReason(skipped, endpoint), now);
            case Outcome.ProviderFailed failed -> {
                Duration delay =
                        policy(leased, endpoint).delayAfter(leased.attemptsUsed() + 1, failed.retryAfter(), random);
                yield Completion.uncounted(leased, failed, delay, now);
            }
            case Outcome.NotTried shortage -> Completion.givenBack(leased, jittered(shortage.delay()));
            case Outcome.Retry retry -> {
                RetryPolicy policy = policy(leased, endpoint);
                int used = leased.attemptsUsed() + 1;
                yield policy.exhausted(used)
                        ? Completion.exhausted(leased, retry, now)
                        : Completion.retry(leased, retry, policy.delayAfter(used, retry.retryAfter(), random), now);
            }
        };
    }

    /** Spreads deliveries that were released together. */
    private Duration jittered(Duration delay) {
        return delay.plusNanos((long) (random.nextDouble() * delay.toNanos()));
    }

    /** A gone endpoint is disabled: the delivery ends like all later ones to it. */
    private static Outcome.Skipped withReason(Outcome.Skipped skipped, @Nullable Endpoint endpoint) {
        return skipped.endpointGone() && endpoint != null
                ? new Outcome.Skipped(Router.ENDPOINT_DISABLED, true, skipped.evidence())
                : skipped;
    }

    private RetryPolicy policy(LeasedDelivery leased, @Nullable Endpoint endpoint) {
        try {
            return policies.of(leased.channel(), leased.notification().type(), endpoint);
        } catch (RuntimeException unreadable) {
            LOG.warn(
                    "no retry policy; using the fallback delivery_id={} fallback={}",
                    leased.id(),
                    FALLBACK,
                    unreadable);
            return FALLBACK;
        }
    }
}
