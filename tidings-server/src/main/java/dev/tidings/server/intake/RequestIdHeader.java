package dev.tidings.server.intake;

import com.linecorp.armeria.common.RequestHeaders;
import dev.tidings.core.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The header or metadata {@code X-Request-Id}. HTTP has no encoding for other than ASCII: read as Latin-1, an id in UTF-8
 * would become another one than that of the body and of everybody's logs.
 */
public final class RequestIdHeader {
    private static final String NAME = "X-Request-Id";

    private RequestIdHeader() {}

    /** Null when there is none. Throws a ProblemException for anything but printable ASCII. */
    public static @Nullable String read(RequestHeaders headers) {
        String id = headers.get(NAME);
        if (id != null && !id.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            throw Problem.invalid(
                            NAME, "text beyond printable ASCII", "printable ASCII; other text can stand in request_id")
                    .exception();
        }
        return id;
    }
}
