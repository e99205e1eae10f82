package dev.tidings.core.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The result of one attempt. Codes are stable, lower-case and few; messages are for people. */
public sealed interface Outcome {
    Evidence evidence();

    /** The provider accepted the message. */
    record Sent(Evidence evidence) implements Outcome {}

    /** A later attempt may succeed. */
    record Retry(String code, String message, @Nullable Duration retryAfter, Evidence evidence) implements Outcome {
        public Retry {
            message = BoundedMessage.of(message);
        }

        /** Returns the same failure, with the provider to blame. */
        public ProviderFailed ofProvider() {
            return new ProviderFailed(code, message, retryAfter, evidence);
        }
    }

    /**
     * The provider, or the operator's credential for it, failed before the message was taken: the endpoint is not to
     * blame. A later attempt may succeed. This one does not count against the budget of the delivery, and the circuit of
     * the {@linkplain Channel#provider provider} learns of it instead of the endpoint's.
     */
    record ProviderFailed(
            String code, String message, @Nullable Duration retryAfter, Evidence evidence) implements Outcome {
        public ProviderFailed {
            message = BoundedMessage.of(message);
        }
    }

    /** No attempt will succeed. */
    record Rejected(String code, String message, Evidence evidence) implements Outcome {
        public Rejected {
            message = BoundedMessage.of(message);
        }
    }

    /**
     * Sending is pointless.
     *
     * @param endpointGone the endpoint reported that it is gone for good and is to be disabled
     */
    record Skipped(String reason, boolean endpointGone, Evidence evidence) implements Outcome {}

    /**
     * No attempt was made because this server lacks a resource: a pooled connection, a file handle, its own Redis. The
     * delivery is released without counting an attempt, and its lane pauses for the delay.
     */
    record NotTried(String reason, Duration delay) implements Outcome {
        public NotTried {
            reason = BoundedMessage.of(reason);
        }

        @Override
        public Evidence evidence() {
            return Evidence.NONE;
        }
    }

    static Outcome sent(Evidence evidence) {
        return new Sent(evidence);
    }

    static Outcome retry(String code, String message, Evidence evidence) {
        return new Retry(code, message, null, evidence);
    }

    static Outcome providerFailed(String code, String message, Evidence evidence) {
        return new ProviderFailed(code, message, null, evidence);
    }

    static Outcome rejected(String code, String message, Evidence evidence) {
        return new Rejected(code, message, evidence);
    }
}
