package dev.tidings.admin;

import dev.tidings.core.endpoint.EndpointKey;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.TextCheck;
import dev.tidings.core.text.BlankText;
import org.jspecify.annotations.Nullable;

/** The name that a client gives for an endpoint. */
public final class EndpointName {
    private static final int CHARS = 64;

    private EndpointName() {}

    /** Returns the name, or {@code default} for none; throws a ProblemException if it is invalid. */
    public static String of(@Nullable String given) {
        if (given == null) {
            return EndpointKey.DEFAULT;
        }
        if (BlankText.isBlank(given) || given.codePointCount(0, given.length()) > CHARS) {
            throw Problem.invalid("name", "'" + given + "'", "1 to " + CHARS + " characters")
                    .exception();
        }
        TextCheck.id("name", given);
        return given;
    }
}
