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
            message = Kept.of(message);
        }
    }

    /** It will never work like this. */
    record Rejected(String code, String message, Evidence evidence) implements Outcome {
        public Rejected {
            message = Kept.of(message);
        }
    }

    /**
     * There is no sense in trying.
     *
     * @param endpointGone the endpoint said that it is gone for good and is to be disabled
     */
    record Skipped(String reason, boolean endpointGone, Evidence evidence) implements Outcome {}

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
