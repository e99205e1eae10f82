package dev.tidings.channels.email;

import dev.tidings.channels.outbound.HostName;
import dev.tidings.channels.outbound.TrustedCertificates;
import dev.tidings.channels.template.Templates;
import dev.tidings.channels.text.Wording;
import dev.tidings.core.channel.ChannelContext;
import dev.tidings.core.channel.ChannelSettings;
import dev.tidings.core.endpoint.Secret;
import dev.tidings.core.problem.Problem;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The configuration section {@code channels.email}.
 *
 * @param username null to send without authentication
 * @param from sender and bounce address
 * @param poolSize maximum connections to the server
 * @param locale default language of endpoints
 * @param rules limits on summaries
 * @param messageIdDomain the part of Message-IDs after the @
 * @param helloName the name in EHLO
 * @param timeout for each reply of the server
 * @param trusted the trusted certificates
 */
record EmailSettings(
        String host,
        int port,
        Security security,
        @Nullable String username,
        Secret password,
        InternetAddress from,
        int poolSize,
        Templates templates,
        Locale locale,
        Wording.Rules rules,
        String messageIdDomain,
        EhloName helloName,
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
        /** Plain text. */
        NONE(25),
        /** STARTTLS before anything else; servers without it are not used. */
        STARTTLS(587),
        /** TLS from the start. */
        TLS(465);

        private final int port;

        Security(int port) {
            this.port = port;
        }
    }

    /** Returns null when no host is configured. */
    static @Nullable EmailSettings of(ChannelContext context) {
        ChannelSettings settings = ChannelSettings.of("email", context, KNOWN);
        String host = settings.text("host");
        // Required settings are checked last, so that they do not hide other errors.
        Security security = security(settings);
        int port = settings.number("port", security.port, 1, MAX_PORT);
        int poolSize = settings.number("pool_size", DEFAULT_POOL_SIZE, 1, MAX_POOL_SIZE);
        Locale locale = settings.locale("locale", Locale.ENGLISH);
        // By default a mail carries the whole summary.
        Wording.Rules rules = new Wording.Rules(
                settings.number("summary_length", Integer.MAX_VALUE, 1, Integer.MAX_VALUE),
                settings.flag("trust_links", false));
        String idDomain = idDomain(settings);
        EhloName helloName = EhloName.of(settings.field("ehlo_host"), settings.text("ehlo_host"));
        Duration timeout = settings.duration("timeout", DEFAULT_TIMEOUT, MOST);
        Duration connectTimeout = settings.duration("connect_timeout", DEFAULT_CONNECT_TIMEOUT, MOST);
        TrustedCertificates trusted = TrustedCertificates.of(settings.field("ca_file"), settings.path("ca_file"));
        Templates templates = PreparedMail.templates(settings.field("templates_dir"), settings.path("templates_dir"));
        String username = settings.text("username");
        String password = settings.text("password");
        InternetAddress from = settings.text("from") == null ? null : from(settings);
        String server = host == null ? null : HostName.ascii(settings.field("host"), host, host.strip());
        if (server == null) {
            return null;
        }
        if (from == null) {
            from = from(settings);
        }
        String address = from.getAddress();
        return new EmailSettings(
                server,
                port,
                security,
                username,
                new Secret(password == null ? "" : password),
                from,
                poolSize,
                templates,
                locale,
                rules,
                idDomain == null ? address.substring(address.lastIndexOf('@') + 1) : idDomain,
                helloName,
                timeout,
                connectTimeout,
                trusted);
    }

    private static @Nullable String idDomain(ChannelSettings settings) {
        String text = settings.text("message_id_domain");
        return text == null
                ? null
                : Mailbox.parse(settings.field("message_id_domain"), "id@" + text)
                        .getAddress()
                        .substring("id@".length());
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
            // Reported below.
        }
        throw Problem.invalid(field, text, expected).exception();
    }
}
