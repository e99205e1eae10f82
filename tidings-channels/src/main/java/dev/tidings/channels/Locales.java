package dev.tidings.channels;

import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.notification.Languages;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The languages of readers. */
public final class Locales {
    /** The setting of an endpoint that names its reader's. */
    public static final String SETTING = "locale";

    private Locales() {}

    /** By what the endpoint says. */
    public static Locale of(@Nullable Endpoint endpoint, Locale otherwise) {
        String tag = endpoint == null ? null : endpoint.settings().get(SETTING);
        return tag == null ? otherwise : Languages.parse("settings." + SETTING, tag);
    }
}
