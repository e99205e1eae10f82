package dev.tidings.core.channel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a channel says of one attempt. Codes are stable, lower-case, low in number; messages are for people. */
public sealed interface Outcome {
    Evidence evidence();

    /** The provider has it. */
    record Sent(Evidence evidence) implements Outcome {}

    /** It may work later. */
    record Retry(String code, String message, @Nullable Duration retryAfter, Evidence evidence) implements Outcome {
        public Retry {
            message = BoundedMessage.of(message);
        }
    }

    /** It will never work like this. */
    record Rejected(String code, String message, Evidence evidence) implements Outcome {
        public Rejected {
            message = BoundedMessage.of(message);
        }
    }

    /**
     * There is no sense in trying.
     *
     * @param endpointGone the endpoint said that it is gone for good and is to be disabled
     */
    record Skipped(String reason, boolean endpointGone, Evidence evidence) implements Outcome {}

    /**
     * Nothing was tried, because this server itself lacked something: a connection of a pool, a file handle, its own Redis.
     * The delivery is given back without an attempt counted, and its lane rests for the delay.
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

    static Outcome rejected(String code, String message, Evidence evidence) {
        return new Rejected(code, message, evidence);
    }
}
