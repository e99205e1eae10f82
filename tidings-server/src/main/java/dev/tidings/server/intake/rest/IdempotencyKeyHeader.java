package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.problem.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The header {@code Idempotency-Key}: a string as RFC 8941 writes it, which is what the draft of the IETF asks for, or bare, as
 * many clients send it. A bare key is visible ASCII without what structures other headers: a comma may come from a proxy that
 * joined two headers, a semicolon begins parameters.
 *
 * <p>The grammar of that string is one regular expression (RFC 8941, section 3.3.3);
 * docs/adr/README.md says why no library reads it.
 */
final class IdempotencyKeyHeader {
    static final String NAME = "Idempotency-Key";

    /** Of the longest key, in quotes and with a backslash before each character. */
    private static final int MOST_CHARS = 2 * IntentLimits.DEFAULT.keyChars() + 2;

    private static final String EXPECTED =
            "one key: in quotes, such as \"order-881\", as RFC 8941 writes strings, or bare in visible ASCII without"
                    + " \" , ;";
    private static final Pattern QUOTED =
            Pattern.compile("\"((?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])+)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21-\\x7e&&[^\",;]]+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\"\\\\])");

    private IdempotencyKeyHeader() {}

    /** Null when there is none. Throws a ProblemException for anything that is not exactly one key. */
    static @Nullable String read(RequestHeaders headers) {
        List<String> all = headers.getAll(NAME);
        if (all.isEmpty()) {
            return null;
        }
        if (all.size() > 1) {
            throw Problem.invalid(NAME, "there " + all.size() + " times", EXPECTED)
                    .exception();
        }
        String value = all.getFirst();
        // The expression is matched by recursion, a character a level.
        if (value.length() > MOST_CHARS) {
            throw Problem.overLimit(
                            NAME,
                            value.length() + " characters",
                            "at most " + IntentLimits.DEFAULT.keyChars() + " without quotes and backslashes")
                    .exception();
        }
        Matcher quoted = QUOTED.matcher(value);
        if (quoted.matches()) {
            return ESCAPE.matcher(quoted.group(1)).replaceAll("$1");
        }
        if (!BARE.matcher(value).matches()) {
            throw Problem.invalid(NAME, value.isEmpty() ? "empty" : value, EXPECTED)
                    .exception();
        }
        return value;
    }
}
