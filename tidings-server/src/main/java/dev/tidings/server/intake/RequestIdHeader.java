package dev.tidings.server.intake;

import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * Reads the header or metadata {@code X-Request-Id}. HTTP headers are Latin-1, so an id in UTF-8 would be garbled
 * and differ from the id in the body and in other services' logs.
 */
public final class RequestIdHeader {
    private static final String NAME = "X-Request-Id";

    private RequestIdHeader() {}

    /** Returns null if there is none. Throws a ProblemException unless it is printable ASCII. */
    public static @Nullable String read(RequestHeaders headers) {
        String id = headers.get(NAME);
        if (id != null && !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Problem.invalid(NAME, "not printable ASCII", "printable ASCII, or use the field request_id")
                    .exception();
        }
        return id;
    }
}
