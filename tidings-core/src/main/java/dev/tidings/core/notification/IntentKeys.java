package dev.tidings.core.notification;

import org.jspecify.annotations.Nullable;

/**
 * The keys that relate an intent to others.
 *
 * @param dedupe a second intent with the same producer, type and dedupe key creates no second delivery to the same
 * recipient on the same channel
 * @param ordering deliveries of one tenant with the same ordering key to the same target are sent one at a time, in the
 * order of acceptance
 */
public record IntentKeys(@Nullable String dedupe, @Nullable String ordering) {
    public static final IntentKeys NONE = new IntentKeys(null, null);

    public static IntentKeys of(@Nullable String dedupe, @Nullable String ordering) {
        return dedupe == null && ordering == null ? NONE : new IntentKeys(dedupe, ordering);
    }
}
