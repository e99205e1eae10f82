package dev.tidings.channels.template;

import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.Locales;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.recipient.RecipientDirectory;
import dev.tidings.core.recipient.RecipientTraits;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Composes the text of a message from the templates and rules of one channel.
 *
 * @param locale the language of readers of whom none is known
 */
public record Composer(Templates templates, Wording.Rules rules, Locale locale, RecipientDirectory recipients) {
    /** The outcome if the recipient cannot be looked up. */
    public static final Outcome UNREAD =
            new Outcome.NotTried("the profile of the recipient cannot be read now", Duration.ofSeconds(1));

    /**
     * Composes in the given language, otherwise in that of the endpoint, of the recipient's profile, of the channel.
     *
     * <p>Throws a {@code StoreUnavailable} if the recipient cannot be looked up.
     *
     * @throws IOException when there are templates and the payload is not JSON
     * @throws MustacheException when a template does not match the data
     */
    public Composition compose(Message message, @Nullable Locale given) throws IOException {
        Locale own = given == null ? Locales.of(message.endpoint()) : given;
        RecipientTraits traits = own == null || templates.useTraits() ? traits(message) : RecipientTraits.NONE;
        Locale language =
                own != null ? own : Objects.requireNonNullElse(Languages.optional("locale", traits.locale()), locale);
        Map<String, Object> view = templates.isEmpty() ? new HashMap<>() : TemplateData.of(message, traits, language);
        return new Composition(this, message.notification(), language, view);
    }

    /** An address from an intent is not a recipient. */
    private RecipientTraits traits(Message message) {
        return message.endpoint() == null
                ? RecipientTraits.NONE
                : recipients.traits(message.notification().tenant(), message.recipient());
    }
}
