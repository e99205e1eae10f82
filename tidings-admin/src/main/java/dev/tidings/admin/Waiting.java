package dev.tidings.admin;

import dev.tidings.core.id.DeliveryId;
import dev.tidings.core.problem.Problem;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What an unfinished delivery waits for.
 *
 * @param until the end of the wait; null if nobody can know it
 * @param because one sentence that says why, without secrets
 * @param behind the delivery that has to end first, or one that has a permit of its concurrency key; null otherwise
 */
public record Waiting(
        Reason reason,
        @Nullable Instant until,
        String because,
        @Nullable DeliveryId behind) {
    /** What it waits for. */
    public enum Reason {
        /** The not_before of its intent. */
        NOT_BEFORE,
        /** The end of earlier deliveries: of its ordering key, or on a channel that preserves their order. */
        ORDERING,
        /** An operator's decision about an earlier delivery of its ordering key that is dead. */
        ORDERING_HALTED,
        /** The permit of its concurrency key: as many of its deliveries as its limit are being sent. */
        CONCURRENCY_LIMIT,
        /** The end of its tenant's suspension. */
        TENANT_SUSPENDED,
        /** The end of a pause by the endpoint's owner. */
        ENDPOINT_PAUSED,
        /** The end of a pause that the endpoint requested with Retry-After. */
        ENDPOINT_RETRY_AFTER,
        /** The endpoint's circuit breaker to close. */
        CIRCUIT_OPEN,
        /** The circuit breaker of its provider to close. */
        PROVIDER_UNAVAILABLE,
        /** The next attempt of its retry policy. */
        RETRY_BACKOFF,
        /** A send within the endpoint's own rate. */
        RATE_LIMIT,
        /** A node that takes it. */
        CAPACITY;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** Returns the codes of all reasons. */
        public static Set<String> codes() {
            return Arrays.stream(values()).map(Reason::code).collect(Collectors.toUnmodifiableSet());
        }

        /** Reads the reasons of a filter; throws a ProblemException for one that does not exist. */
        public static Set<Reason> parse(String field, Collection<String> codes) {
            EnumSet<Reason> reasons = EnumSet.noneOf(Reason.class);
            for (String code : codes) {
                reasons.add(Arrays.stream(values())
                        .filter(reason -> reason.code().equals(code))
                        .findFirst()
                        .orElseThrow(() -> Problem.invalid(field, "'" + code + "'", "one or more of " + known())
                                .exception()));
            }
            return reasons;
        }

        private static String known() {
            return Arrays.stream(values()).map(Reason::code).collect(Collectors.joining(", "));
        }
    }

    Waiting(Reason reason, @Nullable Instant until, String because) {
        this(reason, until, because, null);
    }
}
