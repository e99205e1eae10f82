package dev.tidings.channels.email;

import dev.tidings.channels.outbound.HostName;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import dev.tidings.core.secret.Masking;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** Parses a single mailbox, without display name, comment or quotes. */
final class Mailbox {
    private static final String EXPECTED = "one mailbox such as ann@example.com";
    private static final int MAX_CHARS = 254;
    private static final int FIRST_BEYOND_ASCII = 0x80;
    private static final int MAX_LOCAL_BYTES = 64;

    /** The dot-atom of RFC 5322, extended by the visible characters of RFC 6531. */
    private static final String ATOM = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\x{A0}-\\x{10FFFF}&&[^\\p{C}\\p{Z}]-]+";

    private static final Pattern LOCAL = Pattern.compile(ATOM + "(\\." + ATOM + ")*");

    private static final Pattern DOMAIN = Pattern.compile(
            "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?(\\.[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*");

    private Mailbox() {}

    /** Returns the address with its domain in ASCII. */
    static InternetAddress parse(String field, String text) {
        int at = text.lastIndexOf('@');
        if (at < 1 || text.length() > MAX_CHARS) {
            throw Problem.invalid(field, Masking.address(text), EXPECTED).exception();
        }
        String local = text.substring(0, at);
        if (local.getBytes(StandardCharsets.UTF_8).length > MAX_LOCAL_BYTES) {
            throw Problem.invalid(
                            field,
                            Masking.address(text),
                            EXPECTED + ", with at most " + MAX_LOCAL_BYTES + " bytes before the @")
                    .exception();
        }
        String domain = ascii(field, text, text.substring(at + 1));
        // A mail server that decodes encoded words would see a different mailbox.
        if (local.contains("=?")
                || !LOCAL.matcher(local).matches()
                || !DOMAIN.matcher(domain).matches()) {
            throw Problem.invalid(field, Masking.address(text), EXPECTED).exception();
        }
        InternetAddress address = new InternetAddress();
        address.setAddress(local + "@" + domain);
        return address;
    }

    /** Returns the address as {@link #parse} reads it; unchanged when invalid. */
    static String shown(String text) {
        try {
            return parse("address", text).getAddress();
        } catch (ProblemException malformed) {
            return text;
        }
    }

    /** Returns whether the address requires SMTPUTF8. */
    static boolean needsUtf8(InternetAddress address) {
        return address.getAddress().chars().anyMatch(c -> c >= FIRST_BEYOND_ASCII);
    }

    /** Plain ASCII domains need no IDNA mapping; others are mapped, with errors that name the label. */
    private static String ascii(String field, String text, String domain) {
        boolean plain = domain.chars().allMatch(c -> c < FIRST_BEYOND_ASCII)
                && !domain.toLowerCase(Locale.ROOT).contains("xn--");
        return plain ? domain : HostName.ascii(field, Masking.address(text), domain);
    }
}
