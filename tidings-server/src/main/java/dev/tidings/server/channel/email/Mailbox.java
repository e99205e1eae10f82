package dev.tidings.server.channel.email;

import dev.tidings.core.problem.Problem;
import dev.tidings.server.channel.outbound.HostName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.regex.Pattern;

/** Reads mailboxes as users give them: one, without a display name, comment or quotes. */
final class Mailbox {
    private static final String EXPECTED = "one mailbox such as ann@example.com";
    private static final int MAX_CHARS = 254;
    private static final int MAX_LOCAL_CHARS = 64;

    /** The dot-atom of RFC 5322. */
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

    private static final Pattern DOMAIN = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private Mailbox() {}

    /** The address with its domain in ASCII. */
    static InternetAddress parse(String field, String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || text.length() > MAX_CHARS || at > MAX_LOCAL_CHARS) {
            throw Problem.invalid(field, text, EXPECTED).exception();
        }
        String local = text.substring(0, at);
        String domain = ascii(field, text, text.substring(at + 1));
        if (!LOCAL.matcher(local).matches() || !DOMAIN.matcher(domain).matches()) {
            throw Problem.invalid(field, text, EXPECTED).exception();
        }
        try {
            return new InternetAddress(local + "@" + domain, true);
        } catch (AddressException e) {
            throw Problem.invalid(field, text, EXPECTED).exception();
        }
    }

    /** A name in ASCII needs no mapping; what is wrong with another is said by its label. */
    private static String ascii(String field, String text, String domain) {
        return DOMAIN.matcher(domain).matches() || domain.chars().allMatch(c -> c < 0x80)
                ? domain
                : HostName.ascii(field, text, domain);
    }
}
