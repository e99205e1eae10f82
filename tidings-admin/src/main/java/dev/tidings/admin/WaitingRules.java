package dev.tidings.admin;

import dev.tidings.admin.Waiting.Reason;
import dev.tidings.core.delivery.Attempt;
import dev.tidings.core.delivery.Delivery;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointCircuit;
import dev.tidings.core.endpoint.EndpointRate;
import dev.tidings.core.text.DisplayText;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one delivery waits for. The reasons are checked in the order in which the engine would find them.
 *
 * @param endpoint its endpoint; null if the intent gave the address or the channel needs none
 * @param circuit what is in force against its target; null if nothing is
 * @param provider what is in force against its provider; null if nothing is, or if it has none
 * @param nextSend when the rate of its endpoint permits the next send; null if none was counted yet
 * @param predecessor the first delivery of its queue, or one that has a permit of its concurrency key; null if there is none
 * @param suspendedAt since when its tenant is suspended; null if it is not
 */
record WaitingRules(
        Delivery delivery,
        @Nullable Endpoint endpoint,
        @Nullable EndpointCircuit circuit,
        @Nullable EndpointCircuit provider,
        @Nullable Instant nextSend,
        @Nullable Predecessor predecessor,
        @Nullable Instant suspendedAt) {
    /** How long after its slot a delivery that waits for a rate is claimed at the latest, without a backlog. */
    private static final Duration CLAIM_DELAY = Duration.ofSeconds(1);

    /** The statuses of deliveries that wait. */
    static final Set<DeliveryStatus> STATUSES = Set.of(DeliveryStatus.PENDING, DeliveryStatus.FAILED);

    private static final int MOST_CHARS = 200;

    /** Returns whether a delivery waits at all: its attempt does not run, and it has not ended. */
    static boolean waits(Delivery delivery) {
        return STATUSES.contains(delivery.status());
    }

    @Nullable
    Waiting at(Instant now) {
        if (!waits(delivery)) {
            return null;
        }
        Instant notBefore = delivery.notBefore();
        if (notBefore != null && now.isBefore(notBefore)) {
            return new Waiting(Reason.NOT_BEFORE, notBefore, "The not_before of its intent has not passed yet.");
        }
        Instant due = delivery.nextAttemptAt();
        if (due == null && predecessor != null && !predecessor.id().equals(delivery.id())) {
            return predecessor.waiting();
        }
        if (suspendedAt != null) {
            return new Waiting(
                    Reason.TENANT_SUSPENDED,
                    null,
                    "Its tenant " + delivery.tenant() + " has been suspended since " + suspendedAt + ".");
        }
        Waiting blocked = blocked(now);
        if (blocked != null) {
            return blocked;
        }
        return due != null && now.isBefore(due)
                ? scheduled(due, now)
                : new Waiting(Reason.CAPACITY, null, "It is due, but no node has taken it yet.");
    }

    private @Nullable Waiting blocked(Instant now) {
        Instant pausedUntil = endpoint == null ? null : endpoint.pausedUntil();
        if (pausedUntil != null && now.isBefore(pausedUntil)) {
            return new Waiting(Reason.ENDPOINT_PAUSED, pausedUntil, "The owner of its endpoint paused it.");
        }
        if (provider != null && provider.inForceAt(now)) {
            return new Waiting(
                    Reason.PROVIDER_UNAVAILABLE,
                    until(provider, now),
                    "Its provider " + provider.key().target() + " failed too often, so the provider's circuit is "
                            + state(provider, now) + lastError("; the last error of this delivery was ") + ".");
        }
        if (circuit == null || !circuit.inForceAt(now)) {
            return null;
        }
        Instant until = until(circuit, now);
        if (circuit.reason() == EndpointCircuit.Reason.RETRY_AFTER) {
            return new Waiting(
                    Reason.ENDPOINT_RETRY_AFTER,
                    until,
                    until == null
                            ? "Its endpoint requested a pause with Retry-After that is over; the next attempt is a"
                                    + " probe."
                            : "Its endpoint requested a pause with Retry-After.");
        }
        return new Waiting(
                Reason.CIRCUIT_OPEN,
                until,
                "Too many attempts to its endpoint failed, so its circuit is "
                        + state(circuit, now)
                        + lastError("; the last error of this delivery was ") + ".");
    }

    private static @Nullable Instant until(EndpointCircuit circuit, Instant now) {
        return now.isBefore(circuit.notBefore()) ? circuit.notBefore() : null;
    }

    private static String state(EndpointCircuit circuit, Instant now) {
        return now.isBefore(circuit.notBefore()) ? "open" : "half open and the next attempt is a probe";
    }

    private Waiting scheduled(Instant due, Instant now) {
        EndpointRate rate = rate();
        String used = rate != null && isUsed(rate, now)
                ? "its endpoint's limit of " + rateText() + " sends per second"
                : null;
        // The store does not tell whether a failed delivery is delayed by its backoff or, after it, by the rate.
        if (delivery.status() == DeliveryStatus.FAILED) {
            return new Waiting(
                    Reason.RETRY_BACKOFF,
                    due,
                    "Attempt " + delivery.attemptNumber() + " failed" + lastError(" with ") + ", and the retry policy"
                            + (used == null ? " delays" : " or " + used + " delays") + " the next one.");
        }
        return used == null
                ? new Waiting(Reason.CAPACITY, due, "The server postponed its attempt to spread the load.")
                : new Waiting(Reason.RATE_LIMIT, due, "It waits for " + used + ".");
    }

    private @Nullable EndpointRate rate() {
        return endpoint == null ? null : EndpointRate.of(endpoint.settings());
    }

    private String rateText() {
        return endpoint == null ? "" : endpoint.settings().getOrDefault(EndpointRate.SETTING, "");
    }

    /**
     * Returns whether sends use the rate: deliveries that wait for it come back one after the other, each up to an
     * interval later than its slot.
     */
    private boolean isUsed(EndpointRate rate, Instant now) {
        return nextSend != null
                && now.isBefore(nextSend.plus(rate.interval().multipliedBy(2)).plus(CLAIM_DELAY));
    }

    private String lastError(String before) {
        Attempt last = delivery.lastAttempt();
        if (last == null || last.code() == null) {
            return "";
        }
        return before
                + last.code()
                + (last.message() == null
                        ? ""
                        : " (" + unended(cut(DisplayText.spaced(last.message()).strip())) + ")");
    }

    private static String cut(String text) {
        if (text.length() <= MOST_CHARS) {
            return text;
        }
        int end = Character.isHighSurrogate(text.charAt(MOST_CHARS - 1)) ? MOST_CHARS - 1 : MOST_CHARS;
        return text.substring(0, end) + "…";
    }

    /** Removes the period, because the sentence goes on. */
    private static String unended(String text) {
        return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
    }
}
