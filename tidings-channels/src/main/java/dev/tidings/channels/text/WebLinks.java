package dev.tidings.channels.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Links that a person may be sent to; {@code javascript:} and its like are none. */
public final class WebLinks {
    private WebLinks() {}

    /** The same, or null when it is none. */
    public static @Nullable String of(@Nullable String url) {
        if (url == null) {
            return null;
        }
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("https://") || lower.startsWith("http://") ? url : null;
    }
}
