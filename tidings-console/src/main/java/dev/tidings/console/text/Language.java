package dev.tidings.console.text;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** A language of the console. */
public enum Language {
    ENGLISH("en", "English"),
    CHINESE("zh", "中文");

    private final String tag;
    private final String label;

    Language(String tag, String label) {
        this.tag = tag;
        this.label = label;
    }

    /** Such as {@code en}. */
    public String tag() {
        return tag;
    }

    /** The name of the language in itself. */
    public String label() {
        return label;
    }

    public static Optional<Language> of(String tag) {
        return Arrays.stream(values()).filter(one -> one.tag.equals(tag)).findFirst();
    }

    /** Returns the one that the browser prefers; English if it names none of them. */
    public static Language preferred(RequestHeaders headers) {
        String accepted = headers.get(HttpHeaderNames.ACCEPT_LANGUAGE, "");
        List<String> tags = Arrays.stream(values()).map(Language::tag).toList();
        try {
            String best = Locale.lookupTag(Locale.LanguageRange.parse(accepted), tags);
            return best == null ? ENGLISH : of(best).orElse(ENGLISH);
        } catch (IllegalArgumentException malformed) {
            return ENGLISH;
        }
    }
}
