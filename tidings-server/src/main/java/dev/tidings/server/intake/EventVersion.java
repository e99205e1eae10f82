package dev.tidings.server.intake;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/** The version of what messages say, which those who wait for no answer write beside it. */
public final class EventVersion {
    static final String FIELD = "event_version";
    private static final String CURRENT = "1";

    private EventVersion() {}

    /**
     * Throws a ProblemException unless it is the one that is understood.
     *
     * @param version null when it does not say
     */
    public static void check(String field, @Nullable String version) {
        if (version != null && !version.equals(CURRENT)) {
            throw Problem.at(ProblemCode.UNSUPPORTED_VERSION, field, version, CURRENT)
                    .exception();
        }
    }
}
