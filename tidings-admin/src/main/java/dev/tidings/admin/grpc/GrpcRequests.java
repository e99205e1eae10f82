package dev.tidings.admin.grpc;

import com.linecorp.armeria.server.ServiceRequestContext;
import dev.tidings.http.access.Principal;
import org.jspecify.annotations.Nullable;

/** Common to the gRPC services. */
final class GrpcRequests {
    private GrpcRequests() {}

    /** The tenant of the current call. */
    static String tenant() {
        return Principal.of(ServiceRequestContext.current()).tenant();
    }

    /** The API key of the current call; null if there is none. */
    static @Nullable String keyId() {
        return Principal.of(ServiceRequestContext.current()).keyId();
    }

    static @Nullable String optional(String value) {
        return value.isEmpty() ? null : value;
    }

    static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }
}
