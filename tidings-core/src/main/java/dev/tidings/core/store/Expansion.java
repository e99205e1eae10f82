package dev.tidings.core.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The progress of an expansion.
 *
 * @param topic null if the intent names recipients
 * @param total the recipients, or the subscribers of the topic at acceptance
 * @param expanded how many of them have their deliveries, or were left out
 * @param deliveries how many deliveries they have, including skipped ones
 * @param endedAt when it was complete or canceled; null before
 */
public record Expansion(
        @Nullable String topic,
        State state,
        long total,
        long expanded,
        long deliveries,
        @Nullable Instant endedAt) {
    /** The state of an expansion. */
    public enum State {
        /** Nothing is expanded yet. */
        WAITING("waiting"),
        EXPANDING("expanding"),
        /** Every recipient has its deliveries. */
        EXPANDED("expanded"),
        /** The rest is not expanded. */
        CANCELED("canceled");

        private final String code;

        State(String code) {
            this.code = code;
        }

        public String code() {
            return code;
        }
    }
}
