package dev.tidings.engine.erase;

import org.jspecify.annotations.Nullable;

/** Where the next slice of an erasure begins. */
sealed interface ErasureProgress {
    /** Removes the profile and the endpoints. */
    record Forgetting() implements ErasureProgress {
        @Override
        public @Nullable String cursor() {
            return null;
        }
    }

    /**
     * Ends subscriptions.
     *
     * @param after the cursor of the next page; null for the first one
     */
    record Unsubscribing(@Nullable String after) implements ErasureProgress {
        @Override
        public String cursor() {
            return TOPICS + (after == null ? "" : after);
        }
    }

    /**
     * Erases deliveries.
     *
     * @param last the position of the last delivery to erase
     * @param after the position of the last delivery that was looked at; empty at the start
     * @param unfinished the position before the first delivery of this pass that was being sent; null if there is none
     */
    record Erasing(String last, String after, @Nullable String unfinished) implements ErasureProgress {
        @Override
        public String cursor() {
            return String.join(SEPARATOR, DELIVERIES, last, after, unfinished == null ? NONE : unfinished);
        }
    }

    /**
     * Removes events from the log of push.
     *
     * @param after where the part before ended; empty to begin
     */
    record RemovingEvents(String after) implements ErasureProgress {
        @Override
        public String cursor() {
            return EVENTS + after;
        }
    }

    String EVENTS = "events/";
    String TOPICS = "topics/";
    String DELIVERIES = "deliveries";
    String SEPARATOR = "/";
    String NONE = "-";

    /** The cursor of a run; null at the start. */
    @Nullable
    String cursor();

    static ErasureProgress of(@Nullable String cursor) {
        if (cursor == null) {
            return new Forgetting();
        }
        if (cursor.startsWith(TOPICS)) {
            String after = cursor.substring(TOPICS.length());
            return new Unsubscribing(after.isEmpty() ? null : after);
        }
        if (cursor.startsWith(EVENTS)) {
            return new RemovingEvents(cursor.substring(EVENTS.length()));
        }
        String[] parts = cursor.split(SEPARATOR, -1);
        return new Erasing(parts[1], parts[2], parts[3].equals(NONE) ? null : parts[3]);
    }
}
