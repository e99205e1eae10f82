package dev.tidings.server.channel.email;

import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.Problem;
import dev.tidings.server.channel.ChannelSettings;
import dev.tidings.server.channel.outbound.HostName;
import dev.tidings.server.channel.outbound.TrustedCertificates;
import dev.tidings.server.channel.text.Wording;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The section {@code channels.email}, complete.
 *
 * @param username null to send without authentication
 * @param from who the mail is from, and where bounces go
 * @param poolSize connections to the server at most
 * @param templatesDir null for the built-in templates alone
 * @param locale of endpoints that name none
 * @param rules of summaries
 * @param messageIdDomain what stands behind the @ of Message-IDs
 * @param helloName what EHLO says
 * @param timeout for each answer of the server
 * @param trusted whose certificates are trusted
 */
record EmailSettings(
        String host,
        int port,
        Security security,
        @Nullable String username,
        Secret password,
        InternetAddress from,
        int poolSize,
        @Nullable Path templatesDir,
        Locale locale,
        Wording.Rules rules,
        String messageIdDomain,
        HelloName helloName,
        Duration timeout,
        Duration connectTimeout,
        TrustedCertificates trusted) {
    private static final List<String> KNOWN = List.of(
            "host",
            "port",
            "security",
            "username",
            "password",
            "from",
            "pool_size",
            "templates_dir",
            "locale",
            "summary_length",
            "trust_links",
            "message_id_domain",
            "ehlo_host",
            "timeout",
            "connect_timeout",
            "ca_file");
    private static final int MAX_PORT = 65_535;
    private static final int DEFAULT_POOL_SIZE = 4;
    private static final int MAX_POOL_SIZE = 100;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration MOST = Duration.ofMinutes(2);

    /** How the connection is secured. */
    enum Security {
        /** Not at all. */
        NONE(25),
        /** Turned to TLS before anything else is said; a server that cannot is not used. */
        STARTTLS(587),
        /** TLS from the start. */
        TLS(465);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    /** The settings, or null when no host is configured. */
    static @Nullable EmailSettings of(ChannelContext context) {
        ChannelSettings settings = ChannelSettings.of("email", context, KNOWN);
        String host = settings.text("host");
        if (host == null) {
            return null;
        }
        Security security = security(settings);
        InternetAddress from = from(settings);
        String address = from.getAddress();
        String idDomain = settings.text("message_id_domain");
        String password = settings.text("password");
        return new EmailSettings(
                HostName.ascii(settings.field("host"), host, host.strip()),
                settings.number("port", security.port, 1, MAX_PORT),
                security,
                settings.text("username"),
                new Secret(password == null ? "" : password),
                from,
                settings.number("pool_size", DEFAULT_POOL_SIZE, 1, MAX_POOL_SIZE),
                settings.path("templates_dir"),
                settings.locale("locale", Locale.ENGLISH),
                // A mail has room: what an intent may have as its summary it may have too.
                new Wording.Rules(
                        settings.number("summary_length", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                        settings.flag("trust_links", false)),
                idDomain == null
                        ? address.substring(address.lastIndexOf('@') + 1)
                        : Mailbox.parse(settings.field("message_id_domain"), "id@" + idDomain)
                                .getAddress()
                                .substring("id@".length()),
                HelloName.of(settings.field("ehlo_host"), settings.text("ehlo_host")),
                settings.duration("timeout", DEFAULT_TIMEOUT, MOST),
                settings.duration("connect_timeout", DEFAULT_CONNECT_TIMEOUT, MOST),
                TrustedCertificates.of(settings.field("ca_file"), settings.path("ca_file")));
    }

    private static Security security(ChannelSettings settings) {
        String text = settings.text("security");
        if (text == null) {
            return Security.STARTTLS;
        }
        return switch (text) {
            case "none" -> Security.NONE;
            case "starttls" -> Security.STARTTLS;
            case "tls" -> Security.TLS;
            default ->
                throw Problem.invalid(settings.field("security"), text, "none, starttls or tls")
                        .exception();
        };
    }

    private static InternetAddress from(ChannelSettings settings) {
        String field = settings.field("from");
        String text = settings.text("from");
        String expected = "a sender such as Tidings <tidings@example.com>";
        try {
            if (text != null && text.chars().noneMatch(Character::isISOControl)) {
                InternetAddress[] parsed = InternetAddress.parse(text, true);
                if (parsed.length == 1 && !parsed[0].isGroup()) {
                    InternetAddress from = Mailbox.parse(field, parsed[0].getAddress());
                    from.setPersonal(parsed[0].getPersonal(), "UTF-8");
                    return from;
                }
            }
        } catch (AddressException | java.io.UnsupportedEncodingException e) {
            // Said below.
        }
        throw Problem.invalid(field, text, expected).exception();
    }
}
