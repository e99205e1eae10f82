package dev.tidings.channels.text;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Accepts only http and https links, not {@code javascript:} and the like. */
public final class WebLinks {
    private WebLinks() {}

    /** Returns the URL, or null when it is not a web link. */
    public static @Nullable String of(@Nullable String url) {
        if (url == null) {
            return null;
        }
        String lower = url.toLowerCase(Locale.ROOT);
        return lower.startsWith("https://") || lower.startsWith("http://") ? url : null;
    }
}
