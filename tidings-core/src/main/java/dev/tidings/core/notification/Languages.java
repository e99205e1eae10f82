package dev.tidings.core.notification;

import dev.tidings.core.problem.Problem;
import java.util.IllformedLocaleException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Parses language tags (BCP 47). */
public final class Languages {
    private Languages() {}

    /** @param field the setting's name, for errors */
    public static Locale parse(String field, String tag) {
        try {
            Locale locale = new Locale.Builder().setLanguageTag(tag.strip()).build();
            if (!locale.getLanguage().isEmpty()) {
                return locale;
            }
        } catch (IllformedLocaleException e) {
            // Reported below.
        }
        throw Problem.invalid(field, tag, "a language such as zh-CN, en or de").exception();
    }

    /** Returns null for an absent or empty tag. */
    public static @Nullable Locale optional(String field, @Nullable String tag) {
        return tag == null || tag.isEmpty() ? null : parse(field, tag);
    }
}
