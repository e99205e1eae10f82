package dev.tidings.core.delivery;

import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.id.DeliveryId;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A transition out of sending that ends a lease. A store applies it, with the attempt's evidence, only if id, status
 * and lease token match; otherwise it records a late attempt.
 *
 * @param to the new status
 * @param reason why it is skipped or dead; null otherwise
 * @param delay until it is due again, counted from the store's now; null when it has ended
 * @param counted whether the attempt counts against the budget
 * @param attempt null when no attempt was made; its number is then reused
 * @param position the queue position it releases when it ends; null where no order is kept
 * @param concurrency the key whose permit it returns, whether it ends or waits; null if it needed none
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
        @Nullable QueuePosition position,
        @Nullable ConcurrencyKey concurrency) {
    /** The reason of deliveries that were canceled because a later notification replaces theirs. */
    public static final String SUPERSEDED = "superseded";

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
                leased.position(),
                leased.concurrency());
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
                leased.position(),
                leased.concurrency());
    }

    /** Schedules a delivery whose provider failed again, without counting the attempt. */
    public static Completion uncounted(
            LeasedDelivery leased, Outcome.ProviderFailed outcome, Duration delay, Instant endedAt) {
        return new Completion(
                leased.id(),
                leased.token(),
                leased.attemptNumber(),
                DeliveryStatus.FAILED,
                null,
                delay,
                false,
                attempt(leased, AttemptResult.RETRY, outcome.code(), outcome.message(), outcome.evidence(), endedAt),
                leased.position(),
                leased.concurrency());
    }

    /** Ends a delivery that the provider permanently refused. */
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
                leased.position(),
                leased.concurrency());
    }

    /** Ends a delivery whose last attempt could be retried but whose budget is used up. */
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
                leased.position(),
                leased.concurrency());
    }

    /** Ends a delivery without an attempt: it expired or was reclaimed too often. */
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
                leased.position(),
                leased.concurrency());
    }

    /** Skips a delivery after an attempt showed that sending is pointless. */
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
                leased.position(),
                leased.concurrency());
    }

    /** Skips a delivery before any attempt. */
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
                leased.position(),
                leased.concurrency());
    }

    /** Releases a delivery without counting an attempt: shutdown, pause, open circuit, or a shortage on this server. */
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
                leased.position(),
                leased.concurrency());
    }

    /**
     * Returns this completion, which would leave the delivery waiting, for a delivery that was superseded while it was sent: it
     * is not retried.
     */
    public Completion superseded() {
        return new Completion(
                id,
                token,
                attemptNumber,
                DeliveryStatus.CANCELED,
                SUPERSEDED,
                null,
                counted,
                attempt,
                position,
                concurrency);
    }

    /** Returns whether it ends the delivery's wait in a queue, so that the next one may be sent. */
    public boolean leavesQueue() {
        return position != null && to.terminal() && !(to == DeliveryStatus.DEAD && position.halts());
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
