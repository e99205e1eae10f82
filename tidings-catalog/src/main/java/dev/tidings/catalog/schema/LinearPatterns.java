package dev.tidings.catalog.schema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.regex.RegularExpression;
import com.networknt.schema.regex.RegularExpressionFactory;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/** Regular expressions of RE2, which match in time linear in the text: no pattern of a tenant can hold up intake. */
final class LinearPatterns implements RegularExpressionFactory {
    private static final int MOST_CHARS = 500;
    private static final int MOST_INSTRUCTIONS = 1_000;
    private static final String EXPECTED =
            "a regular expression of RE2 (no look-around, no back references) of at most " + MOST_CHARS + " characters";

    @Override
    public RegularExpression getRegularExpression(String regex) {
        Pattern pattern = Pattern.compile(regex);
        return text -> pattern.matcher(text).find();
    }

    /** Throws a ProblemException if the pattern at this pointer of the schema is refused. */
    static void check(String pointer, String regex) {
        String flaw = flaw(regex);
        if (flaw != null) {
            throw Problem.inside(ProblemCode.INVALID_FIELD, "schema", pointer, flaw, EXPECTED)
                    .exception();
        }
    }

    private static @Nullable String flaw(String regex) {
        if (regex.length() > MOST_CHARS) {
            return "the pattern has " + regex.length() + " characters";
        }
        try {
            return Pattern.compile(regex).programSize() > MOST_INSTRUCTIONS ? "the pattern is too complex" : null;
        } catch (PatternSyntaxException invalid) {
            return invalid.getDescription();
        }
    }
}
