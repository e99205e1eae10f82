package dev.tidings.core.delivery;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The end of a lease: one of the named transitions out of sending. A store applies it where id, status and lease token
 * match, together with the attempt's evidence, or else records a late attempt.
 *
 * @param to where the delivery goes
 * @param reason why it is skipped or dead; null otherwise
 * @param delay until it is due again, counted from the store's now; null when it has ended
 * @param counted whether the attempt uses up budget
 * @param attempt what the attempt showed; null when none took place, and its number is then free again
 * @param place the place in a queue that it leaves when it has ended; null where no order is kept
 */
public record Completion(
        DeliveryId id,
        LeaseToken token,
        int attemptNumber,
        DeliveryStatus to,
        @Nullable String reason,
        @Nullable Duration delay,
        boolean counted,
        @Nullable Attempt attempt,
        @Nullable QueuePlace place) {
    public Completion {
        Transitions.require(DeliveryStatus.SENDING, to);
        if (to.terminal() != (delay == null)) {
            throw new IllegalArgumentException("delay is " + delay + " on the way to " + to.code());
        }
    }

    public static Completion sent(LeasedDelivery leased, Outcome.Sent outcome, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.SENT,
                null,
                null,
                true,
                attempt(leased, AttemptResult.SENT, null, null, outcome.evidence(), endedAt),
                leased.place());
    }

    public static Completion retry(LeasedDelivery leased, Outcome.Retry outcome, Duration delay, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.FAILED,
                null,
                delay,
                true,
                attempt(leased, AttemptResult.RETRY, outcome.code(), outcome.message(), outcome.evidence(), endedAt),
                leased.place());
    }

    /** The provider will never take it. */
    public static Completion rejected(LeasedDelivery leased, Outcome.Rejected outcome, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.DEAD,
                outcome.code(),
                null,
                true,
                attempt(leased, AttemptResult.REJECTED, outcome.code(), outcome.message(), outcome.evidence(), endedAt),
                leased.place());
    }

    /** The attempt may be repeated but the budget is used up. */
    public static Completion exhausted(LeasedDelivery leased, Outcome.Retry outcome, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.DEAD,
                "attempts_exhausted",
                null,
                true,
                attempt(leased, AttemptResult.RETRY, outcome.code(), outcome.message(), outcome.evidence(), endedAt),
                leased.place());
    }

    /** It ended without an attempt: it expired, or crashed too many workers. */
    public static Completion dead(LeasedDelivery leased, String reason) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.DEAD,
                reason,
                null,
                false,
                null,
                leased.place());
    }

    /** The channel tried and saw that there is no sense in it. */
    public static Completion skipped(LeasedDelivery leased, Outcome.Skipped outcome, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.SKIPPED,
                outcome.reason(),
                null,
                true,
                attempt(leased, AttemptResult.SKIPPED, outcome.reason(), null, outcome.evidence(), endedAt),
                leased.place());
    }

    /** It was clear before any attempt that there is no sense in it. */
    public static Completion skippedUntried(LeasedDelivery leased, String reason) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.SKIPPED,
                reason,
                null,
                false,
                null,
                leased.place());
    }

    /** Not now: shutdown, a pause, an open breaker, a shortage of our own. No attempt is counted. */
    public static Completion givenBack(LeasedDelivery leased, Duration delay) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                leased.attemptsUsed() == 0 ? DeliveryStatus.PENDING : DeliveryStatus.FAILED,
                null,
                delay,
                false,
                null,
                leased.place());
    }

    private static Attempt attempt(
            LeasedDelivery leased,
            AttemptResult result,
            @Nullable String code,
            @Nullable String message,
            Evidence evidence,
            Instant endedAt) {
        return new Attempt(leased.attemptNumber(), leased.startedAt(), endedAt, result, code, message, evidence, false);
    }
}
