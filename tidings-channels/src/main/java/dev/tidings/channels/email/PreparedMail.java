package dev.tidings.channels.email;

import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.template.Composer;
import dev.tidings.channels.template.Composition;
import dev.tidings.channels.template.Part;
import dev.tidings.channels.template.Templates;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.recipient.RecipientDirectory;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message as it is mailed.
 *
 * @param words how its text was composed
 */
record PreparedMail(InternetAddress to, Composition words, MailText mail, MailMessage message) {
    private static final String ID_HEADER = "X-Tidings-Delivery-Id";
    private static final String NOTIFICATION_HEADER = "X-Tidings-Notification-Id";
    private static final String TYPE_HEADER = "X-Tidings-Type";

    private static final Part SUBJECT = builtIn("subject", false);
    private static final Part TEXT = builtIn("txt", false);
    private static final Part HTML = builtIn("html", true);

    /** Loads the built-in templates and those of a folder, if any. */
    static Templates templates(String field, @Nullable Path dir) {
        return Templates.load(field, dir, List.of(SUBJECT, TEXT, HTML, Part.FALLBACK, Part.ACTION_TEXT));
    }

    static Composer composer(EmailSettings settings, RecipientDirectory recipients) {
        return new Composer(settings.templates(), settings.rules(), settings.locale(), recipients);
    }

    /**
     * @param locale overrides the language of the endpoint and of the recipient; null keeps it
     * @throws ProblemException when the address is invalid
     * @throws IOException when the payload is not JSON
     * @throws MustacheException when a template does not match the data
     */
    static PreparedMail of(
            Message message, @Nullable Locale locale, Composer composer, EmailSettings settings, Session session)
            throws IOException, MessagingException {
        InternetAddress to = Mailbox.parse("address", message.address());
        Composition words = composer.compose(message, locale);
        String subject = words.partOr(SUBJECT.name(), message.notification().type());
        MailText mail = new MailText(subject, part(words, TEXT), part(words, HTML));
        String messageId = "<" + message.deliveryId() + "@" + settings.messageIdDomain() + ">";
        MailMessage mime = MailMessage.of(
                session, messageId, settings.from(), to, message.notification().acceptedAt(), mail);
        mime.setHeader(ID_HEADER, message.deliveryId().value());
        mime.setHeader(NOTIFICATION_HEADER, message.notification().id().value());
        mime.setHeader(TYPE_HEADER, message.notification().type());
        return new PreparedMail(to, words, mail, mime);
    }

    /** Returns whether the mail server must support SMTPUTF8. */
    static boolean needsUtf8(InternetAddress to, EmailSettings settings) {
        return Mailbox.needsUtf8(settings.from()) || Mailbox.needsUtf8(to);
    }

    /** Built-in templates render at least the subject. */
    private static String part(Composition words, Part part) {
        return Objects.requireNonNullElse(words.part(part.name()), "");
    }

    Preview preview() {
        return new Preview(
                List.of(
                        Preview.Part.of("subject", mail.subject()),
                        Preview.Part.of("text", mail.text()),
                        Preview.Part.of("html", mail.html())),
                words.locale(),
                words.files(),
                words.summaryReplaced(),
                null);
    }

    private static Part builtIn(String name, boolean html) {
        String file = "default." + name + ".mustache";
        try (InputStream resource = PreparedMail.class.getResourceAsStream(file)) {
            if (resource == null) {
                throw new IllegalStateException("the built-in template " + file + " is missing from the jar");
            }
            return new Part(name, html, new String(resource.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
