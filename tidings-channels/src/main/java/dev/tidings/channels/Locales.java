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

    /** Returns the language that the endpoint sets, or the default. */
    public static Locale of(@Nullable Endpoint endpoint, Locale otherwise) {
        String tag = endpoint == null ? null : endpoint.settings().get(SETTING);
        return tag == null ? otherwise : Languages.parse("settings." + SETTING, tag);
    }
}
