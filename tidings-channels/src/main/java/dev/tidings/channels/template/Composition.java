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

/** What is said of one message, part by part, and which files made it. For one thread. */
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

    /** The words that are not the producer's: those of the language, or of the templates. */
    public Phrases phrases() {
        return phrases;
    }

    /**
     * What the producer said, or what templates make of title and summary, by the rules.
     *
     * @throws MustacheException when a template does not go with the data
     */
    public Wording written(String titlePart, String summaryPart) {
        String title = partOr(titlePart, wording.title());
        String summary = part(summaryPart);
        if (summary == null) {
            return new Wording(title, wording.text(), wording.link(), wording.fallbackUsed());
        }
        Wording written = Wording.of(notification, title, summary, phrases, composer.rules());
        // What stands in the place of the producer's summary may stand within what the template made.
        boolean replaced = written.fallbackUsed() || summaryReplaced();
        return new Wording(written.title(), written.text(), written.link(), replaced);
    }

    /** Whether something stands in the place of the summary that the producer gave. */
    public boolean summaryReplaced() {
        return notification.content() != null && wording.fallbackUsed();
    }

    /**
     * What the best template makes of a part that makes anything of it: one that is rendered blank counts as missing. Null
     * when there is none.
     *
     * @throws MustacheException when a template does not go with the data
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

    /** What a template makes of a part, or else this. */
    public String partOr(String name, String otherwise) {
        String made = part(name);
        return made == null ? otherwise : BlankText.strip(made);
    }

    /** The file of each part that a template made. */
    public Map<String, String> files() {
        return Map.copyOf(files);
    }
}
