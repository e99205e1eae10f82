package dev.tidings.server.admin.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.core.problem.Problem;
import dev.tidings.http.access.Principal;
import dev.tidings.server.admin.Paging;
import org.jspecify.annotations.Nullable;

/** Common to the gRPC services. */
final class Calls {
    private Calls() {}

    /** The tenant of the current call. */
    static String tenant() {
        return Principal.of(ServiceRequestContext.current()).tenant();
    }

    static Paging paging(int limit, String cursor) {
        if (limit < 0 || limit > Paging.MAX_LIMIT) {
            throw Problem.invalid(
                            "limit",
                            limit,
                            "a whole number from 1 to " + Paging.MAX_LIMIT + ", or 0 for " + Paging.DEFAULT_LIMIT)
                    .exception();
        }
        return new Paging(optional(cursor), limit == 0 ? Paging.DEFAULT_LIMIT : limit);
    }

    static @Nullable String optional(String value) {
        return value.isEmpty() ? null : value;
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
