package dev.tidings.server.intake;

import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import org.jspecify.annotations.Nullable;

/** Checks the version of intents from streams and topics. */
public final class EventVersion {
    static final String FIELD = "event_version";
    private static final String CURRENT = "1";

    private EventVersion() {}

    /**
     * Throws a ProblemException for an unsupported version.
     *
     * @param version null if none is given
     */
    public static void check(String field, @Nullable String version) {
        if (version != null && !version.equals(CURRENT)) {
            throw Problem.at(ProblemCode.UNSUPPORTED_VERSION, field, version, CURRENT)
                    .exception();
        }
    }
}
