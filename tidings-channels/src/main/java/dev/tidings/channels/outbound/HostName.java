package dev.tidings.channels.outbound;

import com.google.common.net.InetAddresses;
import com.ibm.icu.text.IDNA;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemException;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Converts host names to ASCII by UTS 46 without transitional mapping: {@code straße.de} becomes {@code
 * xn--strae-oqa.de}, not {@code strasse.de}.
 */
public final class HostName {
    private static final IDNA UTS_46 = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.NONTRANSITIONAL_TO_UNICODE | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    /** The pattern checks hyphens, because hosts such as {@code r3---sn.example} exist. */
    private static final Set<IDNA.Error> LEFT_TO_THE_PATTERN =
            EnumSet.of(IDNA.Error.HYPHEN_3_4, IDNA.Error.LEADING_HYPHEN, IDNA.Error.TRAILING_HYPHEN);

    /** Underscores are not valid in host names but are in use. */
    private static final Pattern ASCII_NAME =
            Pattern.compile("[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*\\.?");

    private static final Pattern DOTS = Pattern.compile("[.。．｡]");
    private static final int MAX_CHARS = 253;
    private static final String EXPECTED = "a host name of letters, digits, dots and hyphens";

    private HostName() {}

    /**
     * Returns the name's A-labels in lower case; address literals unchanged.
     *
     * @param shown the field's value for errors, which contains the name
     * @throws ProblemException that names the invalid label
     */
    public static String ascii(String field, String shown, String name) {
        boolean plain = isAscii(name);
        if (plain && InetAddresses.isInetAddress(name)) {
            return name;
        }
        String ascii = plain ? name.toLowerCase(Locale.ROOT) : mapped(field, shown, name);
        if (ascii.length() > MAX_CHARS || !ASCII_NAME.matcher(ascii).matches()) {
            throw Problem.invalid(field, shown, EXPECTED).exception();
        }
        return ascii;
    }

    /** ASCII names need no mapping unless they contain A-labels. */
    private static boolean isAscii(String name) {
        return name.chars().allMatch(c -> c < 0x80)
                && !name.toLowerCase(Locale.ROOT).contains("xn--");
    }

    private static String mapped(String field, String shown, String name) {
        boolean rooted = name.endsWith(".");
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = new StringBuilder();
        UTS_46.nameToASCII(rooted ? name.substring(0, name.length() - 1) : name, ascii, info);
        if (!errors(info).isEmpty()) {
            throw Problem.invalid(field, shown, expected(name)).exception();
        }
        return rooted ? ascii + "." : ascii.toString();
    }

    private static String expected(String name) {
        for (String label : DOTS.splitAsStream(name).toList()) {
            IDNA.Info info = new IDNA.Info();
            UTS_46.labelToASCII(label, new StringBuilder(), info);
            if (!errors(info).isEmpty()) {
                return EXPECTED + "; its label \"" + label + "\" is not valid (" + words(errors(info)) + ")";
            }
        }
        return EXPECTED;
    }

    private static Set<IDNA.Error> errors(IDNA.Info info) {
        Set<IDNA.Error> errors =
                info.getErrors().isEmpty() ? EnumSet.noneOf(IDNA.Error.class) : EnumSet.copyOf(info.getErrors());
        errors.removeAll(LEFT_TO_THE_PATTERN);
        return errors;
    }

    /** Returns names such as "disallowed" or "contextj", as defined in UTS 46. */
    private static String words(Set<IDNA.Error> errors) {
        return errors.stream()
                .map(error -> error.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                .sorted()
                .collect(Collectors.joining(", "));
    }
}
