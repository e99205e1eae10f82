package dev.tidings.console.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;

/** The words of the pages in one language. */
public final class Texts {
    private static final Map<Language, Texts> LOADED = new EnumMap<>(Language.class);

    private final Language language;
    private final Properties messages;

    private Texts(Language language, Properties messages) {
        this.language = language;
        this.messages = messages;
    }

    /** Reads the bundle on first use. */
    public static synchronized Texts in(Language language) {
        return LOADED.computeIfAbsent(language, Texts::load);
    }

    private static Texts load(Language language) {
        String file = "messages_" + language.tag() + ".properties";
        Properties messages = new Properties();
        try (InputStream in =
                Objects.requireNonNull(Texts.class.getResourceAsStream(file), file + " is not in the jar")) {
            messages.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException failed) {
            throw new UncheckedIOException(file + " cannot be read from the jar", failed);
        }
        return new Texts(language, messages);
    }

    public Language language() {
        return language;
    }

    Set<String> keys() {
        return messages.stringPropertyNames();
    }

    /** Returns a text; the key itself if there is none, which a test excludes for those in templates. */
    public String of(String key) {
        return messages.getProperty(key, key);
    }

    /** Returns a text with values at {@code {0}}, {@code {1}}. */
    public String of(String key, Object... values) {
        return new MessageFormat(of(key), java.util.Locale.of(language.tag())).format(values);
    }

    /** Returns the text of a code of the API, such as a status; the code itself if it is not known here. */
    public String code(String group, String code) {
        return messages.getProperty(group + "." + code, code);
    }
}
