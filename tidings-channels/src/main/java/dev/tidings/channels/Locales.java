package dev.tidings.channels;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Languages;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Determines the language of a reader. */
public final class Locales {
    /** The endpoint setting with the reader's language. */
    public static final String SETTING = "locale";

    private Locales() {}

    /** Returns the language that the endpoint sets; null if it sets none. */
    public static @Nullable Locale of(@Nullable Endpoint endpoint) {
        return Languages.optional(
                "settings." + SETTING,
                endpoint == null ? null : endpoint.settings().get(SETTING));
    }
}
