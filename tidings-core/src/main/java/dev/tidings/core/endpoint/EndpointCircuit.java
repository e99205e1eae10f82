package dev.tidings.core.endpoint;

import java.time.Instant;
import java.util.Locale;

/**
 * Why and until when all nodes hold back sends to an endpoint. Times are the store's.
 *
 * @param opened how often in a row the circuit opened. Above zero, the circuit is half-open once {@code notBefore} has
 * passed: only the node that wins the probe may send. Zero: sending resumes at {@code notBefore}
 * @param notBefore nothing is sent before then
 * @param changedAt when this was written; strictly increases per target, so that it orders two versions
 */
public record EndpointCircuit(TargetKey key, Reason reason, int opened, Instant notBefore, Instant changedAt) {
    /** The state of the circuit. */
    public enum Circuit {
        /** Everyone may send once the pause is over. */
        CLOSED,
        /** Nothing is sent. */
        OPEN,
        /** One probe may be sent. */
        HALF_OPEN;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The cause of the latest change. */
    public enum Reason {
        /** Too many attempts failed. */
        CIRCUIT,
        /** The endpoint asked for a pause. */
        RETRY_AFTER,
        /** The endpoint works again; nothing is in force. */
        RECOVERED;

        public String code() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Reason ofCode(String code) {
            return valueOf(code.toUpperCase(Locale.ROOT));
        }
    }

    /** Returns the state of the circuit at a time. */
    public Circuit circuitAt(Instant now) {
        if (opened == 0) {
            return Circuit.CLOSED;
        }
        return now.isBefore(notBefore) ? Circuit.OPEN : Circuit.HALF_OPEN;
    }

    /** Returns whether sends are held back at a time, with or without an open probe. */
    public boolean inForceAt(Instant now) {
        return opened > 0 || now.isBefore(notBefore);
    }
}
