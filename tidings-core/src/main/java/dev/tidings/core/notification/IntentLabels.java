package dev.tidings.core.notification;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * By what an accepted intent can be found and canceled. Most intents have none.
 *
 * @param tags short words
 * @param cancelKey names what the intent is about, such as {@code reminder:42}
 * @param replaces whether acceptance cancels what earlier intents with the same cancel key have not sent yet
 */
public record IntentLabels(List<String> tags, @Nullable String cancelKey, boolean replaces) {
    public static final IntentLabels NONE = new IntentLabels(List.of(), null, false);

    public IntentLabels {
        tags = List.copyOf(tags);
    }

    /** Returns the labels of an intent; {@link #NONE} if it has none. */
    public static IntentLabels of(List<String> tags, @Nullable String cancelKey, boolean replaces) {
        return tags.isEmpty() && cancelKey == null && !replaces ? NONE : new IntentLabels(tags, cancelKey, replaces);
    }

    public boolean none() {
        return tags.isEmpty() && cancelKey == null && !replaces;
    }
}
