package dev.tidings.channels.template;

import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.text.Phrases;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.notification.Notification;
import dev.tidings.core.text.BlankText;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The text of one message, by part, and the templates used. Not thread-safe. */
public final class Composition {
    private final Composer composer;
    private final Notification notification;
    private final Locale locale;
    private final Map<String, Object> view;
    private final Map<String, String> files = new TreeMap<>();
    private final Phrases phrases;
    private final Wording wording;

    Composition(Composer composer, Notification notification, Locale locale, Map<String, Object> view) {
        this.composer = composer;
        this.notification = notification;
        this.locale = locale;
        this.view = view;
        Phrases own = Phrases.in(locale);
        this.phrases = new Phrases(
                partOr(Part.FALLBACK.name(), own.fallback()), partOr(Part.ACTION_TEXT.name(), own.action()));
        this.wording = Wording.of(notification, phrases, composer.rules());
        view.put("action_text", phrases.action());
        if (notification.content() != null) {
            view.put("summary", wording.text());
        }
    }

    public Locale locale() {
        return locale;
    }

    /** Returns the words that are not the producer's: from templates or the language defaults. */
    public Phrases phrases() {
        return phrases;
    }

    /**
     * Returns the producer's text, or what templates render for title and summary, subject to the rules.
     *
     * @throws MustacheException when a template does not match the data
     */
    public Wording written(String titlePart, String summaryPart) {
        String title = partOr(titlePart, wording.title());
        String summary = part(summaryPart);
        if (summary == null) {
            return new Wording(title, wording.text(), wording.link(), wording.fallbackUsed());
        }
        Wording written = Wording.of(notification, title, summary, phrases, composer.rules());
        // The template may have included the replaced summary.
        boolean replaced = written.fallbackUsed() || summaryReplaced();
        return new Wording(written.title(), written.text(), written.link(), replaced);
    }

    /** Returns whether the fallback replaces the producer's summary. */
    public boolean summaryReplaced() {
        return notification.content() != null && wording.fallbackUsed();
    }

    /**
     * Renders a part with the best matching template that produces text; blank results are skipped. Returns null when
     * there is none.
     *
     * @throws MustacheException when a template does not match the data
     */
    public @Nullable String part(String name) {
        for (TemplateFile file : composer.templates().find(notification.type(), locale, name)) {
            String made = file.render(view);
            if (!BlankText.isBlank(made)) {
                files.put(name, file.name());
                return made;
            }
        }
        return null;
    }

    /** Returns the rendered part, or the given text. */
    public String partOr(String name, String otherwise) {
        String made = part(name);
        return made == null ? otherwise : BlankText.strip(made);
    }

    /** Returns the template file of each rendered part. */
    public Map<String, String> files() {
        return Map.copyOf(files);
    }
}
