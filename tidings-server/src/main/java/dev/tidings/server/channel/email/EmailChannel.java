package dev.tidings.server.channel.email;

import com.samskivert.mustache.MustacheException;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.server.channel.CommonEndpointSettings;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.internet.InternetAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.NoSuchElementException;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** Tells a recipient by e-mail, through the operator's SMTP server. */
public final class EmailChannel implements Channel {
    private static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofHours(1), 10);

    /** What there is once a host is configured. */
    private record Ready(
            EmailSettings settings,
            Templates templates,
            SmtpTransports transports,
            GenericObjectPool<SMTPTransport> pool) {}

    private @Nullable Ready ready;

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void start(ChannelContext context) {
        EmailSettings settings = EmailSettings.of(context);
        if (settings != null && ready == null) {
            Templates templates = Templates.load("channels.email.templates_dir", settings.templatesDir());
            SmtpTransports transports = new SmtpTransports(settings);
            ready = new Ready(settings, templates, transports, transports.pool());
        }
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Ready now = ready;
        if (now == null) {
            return new Outcome.Skipped("channel_not_configured", false, Evidence.NONE);
        }
        InternetAddress to;
        MailMessage mail;
        try {
            to = Mailbox.parse("address", message.address());
            mail = compose(now, message, to);
        } catch (ProblemException e) {
            return Outcome.rejected("endpoint_invalid", e.problem().message(), Evidence.NONE);
        } catch (IOException | MustacheException | MessagingException e) {
            return Outcome.rejected(
                    "payload_encoding_failed", "no mail could be made of this: " + e.getMessage(), Evidence.NONE);
        }
        return send(now, mail, to);
    }

    private static MailMessage compose(Ready now, Message message, InternetAddress to)
            throws IOException, MessagingException {
        Mail mail = now.templates().render(message.notification().type(), View.of(message));
        EmailSettings settings = now.settings();
        String messageId = "<" + message.deliveryId() + "@" + settings.messageIdDomain() + ">";
        return MailMessage.of(
                now.transports().session(),
                messageId,
                settings.from(),
                to,
                message.notification().acceptedAt(),
                mail);
    }

    private static Outcome send(Ready now, MailMessage mail, InternetAddress to) throws InterruptedException {
        Evidence request = request(now.settings(), mail, to);
        SmtpVerdict verdict = new SmtpVerdict(now.settings().password());
        SMTPTransport transport = null;
        boolean reusable = false;
        try {
            transport = now.pool().borrowObject();
            transport.sendMessage(mail, new Address[] {to});
            reusable = true;
            return verdict.sent(transport.getLastReturnCode(), transport.getLastServerResponse(), request);
        } catch (NoSuchElementException e) {
            return Outcome.retry("provider_timeout", "every connection to the mail server is busy", request);
        } catch (InterruptedException e) {
            throw e;
        } catch (SendFailedException e) {
            reusable = true;
            return verdict.of(e, request);
        } catch (Exception e) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending");
            }
            return verdict.of(e, request);
        } finally {
            giveBack(now.pool(), transport, reusable);
        }
    }

    private static void giveBack(
            GenericObjectPool<SMTPTransport> pool, @Nullable SMTPTransport transport, boolean reusable) {
        if (transport == null) {
            return;
        }
        try {
            if (reusable) {
                pool.returnObject(transport);
            } else {
                pool.invalidateObject(transport);
            }
        } catch (Exception e) {
            // It could not even be closed; the pool has forgotten it.
        }
    }

    private static Evidence request(EmailSettings settings, MailMessage mail, InternetAddress to) {
        String id = header(mail, "Message-ID");
        String shown = "MAIL FROM:<" + settings.from().getAddress() + ">\nRCPT TO:<" + to.getAddress()
                + ">\nMessage-ID: " + id;
        return new Evidence(null, id, shown, null);
    }

    private static String header(MailMessage mail, String name) {
        try {
            String[] values = mail.getHeader(name);
            return values == null ? "" : values[0];
        } catch (MessagingException e) {
            return "";
        }
    }

    @Override
    public void checkAddress(String field, String address) {
        var _ = Mailbox.parse(field, address);
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        if (!(endpoint.auth() instanceof EndpointAuth.None)) {
            throw Problem.invalid("auth.type", "not none", "none: the mail server is configured by the operator")
                    .exception();
        }
        if (!endpoint.secrets().isEmpty()) {
            throw Problem.invalid("secret", "a secret", "none: mails are not signed")
                    .exception();
        }
        endpoint.settings().forEach((name, value) -> {
            if (!CommonEndpointSettings.check(name, value)) {
                throw Problem.invalid("settings." + name, value, "one of " + CommonEndpointSettings.NAMES)
                        .exception();
            }
        });
    }

    @Override
    public RetryPolicy retryPolicy() {
        return RETRY;
    }

    @Override
    public void close() {
        Ready now = ready;
        if (now != null) {
            now.pool().close();
        }
    }
}
