package dev.tidings.server.intake.rest;

import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.intent.IntentLimits;
import dev.tidings.core.problem.Problem;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header {@code Idempotency-Key}: an RFC 8941 string, as the IETF draft requires, or a bare key, as many
 * clients send it. A bare key is visible ASCII without the separators of structured headers: a comma may come from
 * a proxy that joined two headers, a semicolon begins parameters.
 *
 * <p>One regular expression covers the grammar of the string (RFC 8941, section 3.3.3); docs/adr/README.md explains
 * why no library is used.
 */
final class IdempotencyKeyHeader {
    static final String NAME = "Idempotency-Key";

    /** The longest key in quotes, with a backslash before each character. */
    private static final int MOST_CHARS = 2 * IntentLimits.DEFAULT.keyChars() + 2;

    private static final String EXPECTED =
            "one key: a quoted string, such as \"order-881\" (RFC 8941), or visible ASCII without" + " \" , ;";
    private static final Pattern QUOTED =
            Pattern.compile("\"((?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])+)\"");
    private static final Pattern BARE = Pattern.compile("[\\x21-\\x7e&&[^\",;]]+");
    private static final Pattern ESCAPE = Pattern.compile("\\\\([\"\\\\])");

    private IdempotencyKeyHeader() {}

    /** Returns null if there is none. Throws a ProblemException unless there is exactly one key. */
    static @Nullable String read(RequestHeaders headers) {
        List<String> all = headers.getAll(NAME);
        if (all.isEmpty()) {
            return null;
        }
        if (all.size() > 1) {
            throw Problem.invalid(NAME, "given " + all.size() + " times", EXPECTED)
                    .exception();
        }
        String value = all.getFirst();
        // The expression recurses once per character.
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
