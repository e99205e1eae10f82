package dev.tidings.core.endpoint;

import java.time.Instant;
import java.util.Locale;

/**
 * Why and until when all nodes leave an endpoint alone. Times are the store's.
 *
 * @param opened how often in a row its breaker opened. Above zero it is half open once {@code notBefore} has passed: only
 *     who wins a probe may try it. Zero: it is free again by then
 * @param notBefore nobody tries it earlier
 * @param changedAt when this was written; of one endpoint each change has a later one, which tells which of two is newer
 */
public record EndpointCircuit(EndpointKey key, Reason reason, int opened, Instant notBefore, Instant changedAt) {
    /** Who may try it. */
    public enum Circuit {
        /** Everybody, once the pause is over. */
        CLOSED,
        /** Nobody. */
        OPEN,
        /** One probe. */
        HALF_OPEN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** What was the latest word on it. */
    public enum Reason {
        /** Too many attempts failed. */
        BREAKER,
        /** It asked to be left alone. */
        RETRY_AFTER,
        /** It works again: there is no trouble. */
        RECOVERED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Reason ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** What the circuit breaker does at that time. */
    public Circuit circuitAt(Instant now) {
        if (opened == 0) {
            return Circuit.CLOSED;
        }
        return now.isBefore(notBefore) ? Circuit.OPEN : Circuit.HALF_OPEN;
    }

    /** Whether it stands in the way of a try at that time, be it only of those who have not won a probe. */
    public boolean inForceAt(Instant now) {
        return opened > 0 || now.isBefore(notBefore);
    }
}
