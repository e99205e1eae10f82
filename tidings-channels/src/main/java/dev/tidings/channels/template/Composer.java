package dev.tidings.channels.template;

import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.Message;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/** Composes the text of a message from the templates and rules of one channel. */
public record Composer(Templates templates, Wording.Rules rules) {
    /**
     * @throws IOException when there are templates and the payload is not JSON
     * @throws MustacheException when a template does not match the data
     */
    public Composition compose(Message message, Locale locale) throws IOException {
        Map<String, Object> view = templates.isEmpty() ? new HashMap<>() : TemplateData.of(message, locale);
        return new Composition(this, message.notification(), locale, view);
    }
}
