package dev.tidings.channels.email;

import com.google.common.net.InetAddresses;
import com.samskivert.mustache.MustacheException;
import dev.tidings.channels.CommonEndpointSettings;
import dev.tidings.channels.LocalShortage;
import dev.tidings.channels.Locales;
import dev.tidings.channels.outbound.NameServers;
import dev.tidings.channels.outbound.TlsFailure;
import dev.tidings.channels.template.Composer;
import dev.tidings.core.channel.Channel;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.Evidence;
import dev.tidings.core.channel.Message;
import dev.tidings.core.channel.Outcome;
import dev.tidings.core.channel.Preview;
import dev.tidings.core.endpoint.Endpoint;
import dev.tidings.core.endpoint.EndpointAuth;
import dev.tidings.core.notification.Languages;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.retry.RetryPolicy;
import dev.tidings.core.store.StoreUnavailable;
import io.netty.resolver.dns.DnsServerAddressStreamProvider;
import io.netty.resolver.dns.DnsServerAddressStreamProviders;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.NoSuchElementException;
import org.apache.commons.pool2.impl.GenericObjectPool;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

/** Delivers e-mail through the operator's SMTP server. */
public final class EmailChannel implements Channel {
    private static final RetryPolicy RETRY = RetryPolicy.exponential(Duration.ofSeconds(30), Duration.ofHours(1), 10);

    /** A connection is likely to be free by then. */
    private static final Duration BUSY_DELAY = Duration.ofSeconds(1);

    private static final Outcome NOT_CONFIGURED = new Outcome.Skipped("channel_not_configured", false, Evidence.NONE);

    private static final String SMTPUTF8 = "SMTPUTF8";

    /**
     * The state of a configured channel.
     *
     * @param utf8 connections for non-ASCII addresses; SMTPUTF8 is fixed per connection
     */
    private record Ready(
            EmailSettings settings, Composer composer, Connections ascii, Connections utf8, NameServers names) {
        Connections connections(boolean beyondAscii) {
            return beyondAscii ? utf8 : ascii;
        }
    }

    private record Connections(SmtpTransports transports, GenericObjectPool<SMTPTransport> pool) {
        static Connections of(EmailSettings settings, boolean utf8) {
            SmtpTransports transports = new SmtpTransports(settings, utf8);
            return new Connections(transports, transports.pool());
        }
    }

    private final DnsServerAddressStreamProvider nameServers;
    private @Nullable Ready ready;

    public EmailChannel() {
        this(DnsServerAddressStreamProviders.platformDefault());
    }

    /** Uses other name servers than the machine's. */
    EmailChannel(DnsServerAddressStreamProvider nameServers) {
        this.nameServers = nameServers;
    }

    @Override
    public String name() {
        return "email";
    }

    @Override
    public void start(ChannelContext context) {
        EmailSettings settings = EmailSettings.of(context);
        if (settings != null && ready == null) {
            Composer composer = PreparedMail.composer(settings, context.recipients());
            NameServers names = new NameServers(nameServers);
            if (!InetAddresses.isInetAddress(settings.host())) {
                names.probe();
            }
            ready = new Ready(
                    settings, composer, Connections.of(settings, false), Connections.of(settings, true), names);
        }
    }

    @Override
    public Outcome send(Message message) throws InterruptedException {
        Ready now = ready;
        if (now == null) {
            return NOT_CONFIGURED;
        }
        PreparedMail prepared;
        try {
            prepared = letter(now, message, null);
        } catch (ProblemException | IOException | MustacheException | MessagingException e) {
            return refused(e);
        } catch (StoreUnavailable outage) {
            return Composer.UNREAD;
        }
        return send(now, prepared);
    }

    @Override
    public Preview preview(Message message, @Nullable Locale locale) {
        Ready now = ready;
        if (now == null) {
            return Preview.refused(NOT_CONFIGURED);
        }
        try {
            return letter(now, message, locale).preview();
        } catch (ProblemException | IOException | MustacheException | MessagingException e) {
            return Preview.refused(refused(e));
        }
    }

    private static PreparedMail letter(Ready now, Message message, @Nullable Locale locale)
            throws IOException, MessagingException {
        EmailSettings settings = now.settings();
        boolean utf8 = PreparedMail.needsUtf8(Mailbox.parse("address", message.address()), settings);
        return PreparedMail.of(
                message,
                locale,
                now.composer(),
                settings,
                now.connections(utf8).transports().session());
    }

    private static Outcome refused(Exception why) {
        return why instanceof ProblemException invalid
                ? Outcome.rejected("endpoint_invalid", invalid.problem().message(), Evidence.NONE)
                : Outcome.rejected(
                        "payload_encoding_failed",
                        "the mail could not be composed: " + why.getMessage(),
                        Evidence.NONE);
    }

    private static Outcome send(Ready now, PreparedMail prepared) throws InterruptedException {
        Evidence request = request(now.settings(), prepared);
        SmtpOutcomes outcomes =
                new SmtpOutcomes(peer(now.settings()), now.settings().password());
        boolean utf8 = PreparedMail.needsUtf8(prepared.to(), now.settings());
        GenericObjectPool<SMTPTransport> pool = now.connections(utf8).pool();
        SMTPTransport transport = null;
        boolean reusable = false;
        try {
            transport = pool.borrowObject();
            if (utf8 && !transport.supportsExtension(SMTPUTF8)) {
                reusable = true;
                return withoutUtf8(now.settings(), request);
            }
            transport.sendMessage(prepared.message(), new Address[] {prepared.to()});
            reusable = true;
            return outcomes.sent(transport.getLastReturnCode(), transport.getLastServerResponse(), request);
        } catch (NoSuchElementException e) {
            return new Outcome.NotTried("every connection to the mail server is busy", BUSY_DELAY);
        } catch (InterruptedException e) {
            throw e;
        } catch (SendFailedException e) {
            reusable = true;
            return outcomes.of(e, request);
        } catch (Exception e) {
            Outcome shortage = transport == null ? shortage(now, pool, e) : null;
            if (shortage != null) {
                return shortage;
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while sending");
            }
            return transport == null ? outcomes.ofConnecting(e, request) : outcomes.of(e, request);
        } finally {
            returnTransport(pool, transport, reusable);
        }
    }

    /** Returns the outcome when this server caused the missing connection; null when the mail server did. */
    private static @Nullable Outcome shortage(Ready now, GenericObjectPool<SMTPTransport> pool, Exception why)
            throws InterruptedException {
        if (pool.isClosed()) {
            return new Outcome.NotTried("the server is stopping", BUSY_DELAY);
        }
        return NameServers.isUnresolved(why) && now.names().unavailable()
                ? NameServers.UNAVAILABLE
                : LocalShortage.of(why);
    }

    /** A sender that needs SMTPUTF8 is the operator's to fix. */
    private static Outcome withoutUtf8(EmailSettings settings, Evidence request) {
        String code = "smtputf8_not_offered";
        String message = "the mail server does not support SMTPUTF8, which non-ASCII characters before the @ require";
        return Mailbox.needsUtf8(settings.from())
                ? Outcome.providerFailed(code, message + " of channels.email.from", request)
                : Outcome.rejected(code, message, request);
    }

    private static TlsFailure.Peer peer(EmailSettings settings) {
        return new TlsFailure.Peer(settings.host(), settings.port(), "email");
    }

    private static void returnTransport(
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
            // Closing failed too; the pool has already dropped it.
        }
    }

    private static Evidence request(EmailSettings settings, PreparedMail prepared) {
        String id = header(prepared.message(), "Message-ID");
        String shown = "MAIL FROM:<" + settings.from().getAddress() + ">\nRCPT TO:<"
                + prepared.to().getAddress() + ">\nMessage-ID: " + id + "\nfallback_used: "
                + prepared.words().summaryReplaced();
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

    /** Returns the address with its domain in A-labels, as mail is sent to it. */
    @Override
    public String shownAddress(String address) {
        return Mailbox.shown(address);
    }

    @Override
    public void checkEndpoint(Endpoint endpoint) {
        if (!(endpoint.auth() instanceof EndpointAuth.None)) {
            throw Problem.invalid("auth.type", "not none", "none: the operator configures the mail server")
                    .exception();
        }
        if (!endpoint.secrets().isEmpty()) {
            throw Problem.invalid("secret", "a secret", "none: mail is not signed")
                    .exception();
        }
        endpoint.settings().forEach((name, value) -> {
            if (name.equals(Locales.SETTING)) {
                var _ = Languages.parse("settings." + name, value);
            } else if (!CommonEndpointSettings.check(name, value)) {
                throw Problem.invalid(
                                "settings." + name,
                                "an unknown setting",
                                "one of " + Locales.SETTING + ", " + CommonEndpointSettings.NAMES)
                        .exception();
            }
        });
    }

    /** Every mail goes through the one mail server. */
    @Override
    public @Nullable String provider(String address) {
        Ready now = ready;
        return now == null ? null : peer(now.settings()).toString();
    }

    /** More concurrent mails than connections would only wait. */
    @Override
    public int mostConcurrent() {
        Ready now = ready;
        return now == null ? Integer.MAX_VALUE : now.settings().poolSize();
    }

    @Override
    public RetryPolicy retryPolicy() {
        return RETRY;
    }

    @Override
    public void close() {
        Ready now = ready;
        if (now != null) {
            now.names().close();
            now.ascii().pool().close();
            now.utf8().pool().close();
        }
    }
}
