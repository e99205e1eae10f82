package dev.tidings.admin;

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
     * @param last whether an earlier pass has seen all deliveries
     * @param after the position of the last delivery that was looked at; null at the start
     * @param unfinished the position before the first delivery of this pass that was being sent; null if there is none. A
     * position is never empty, except that of the start
     */
    record Erasing(
            boolean last, @Nullable String after, @Nullable String unfinished) implements ErasureProgress {
        @Override
        public String cursor() {
            return DELIVERIES
                    + (last ? "2" : "1")
                    + SEPARATOR
                    + (after == null ? "" : after)
                    + SEPARATOR
                    + (unfinished == null ? NONE : unfinished);
        }
    }

    String TOPICS = "topics/";
    String DELIVERIES = "deliveries/";
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
        String[] parts = cursor.split(SEPARATOR, -1);
        return new Erasing(
                parts[1].equals("2"), parts[2].isEmpty() ? null : parts[2], parts[3].equals(NONE) ? null : parts[3]);
    }
}
