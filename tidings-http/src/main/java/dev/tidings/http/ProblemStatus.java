package dev.tidings.http;

import com.linecorp.armeria.common.HttpStatus;
import dev.tidings.core.problem.ProblemCode;
import io.grpc.Status;

/** Maps problem codes to HTTP and gRPC statuses. */
public final class ProblemStatus {
    private ProblemStatus() {}

    public static HttpStatus http(ProblemCode code) {
        return switch (code) {
            case INVALID_FIELD, UNKNOWN_FIELD, MALFORMED, UNSUPPORTED_VERSION -> HttpStatus.BAD_REQUEST;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ENABLED -> HttpStatus.NOT_IMPLEMENTED;
            case MISDIRECTED -> HttpStatus.MISDIRECTED_REQUEST;
            case LIMIT_EXCEEDED -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case PAYLOAD_INVALID, IDEMPOTENCY_CONFLICT -> HttpStatus.UNPROCESSABLE_ENTITY;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ILLEGAL_STATE, TOO_MANY_ENDPOINTS -> HttpStatus.CONFLICT;
            case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED, TENANT_SUSPENDED -> HttpStatus.FORBIDDEN;
            case RESOURCE_EXHAUSTED, TENANT_QUOTA -> HttpStatus.TOO_MANY_REQUESTS;
            case SLOW_BODY -> HttpStatus.REQUEST_TIMEOUT;
            case TIMEOUT, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    public static Status.Code grpc(ProblemCode code) {
        return switch (code) {
            case INVALID_FIELD,
                    PAYLOAD_INVALID,
                    UNKNOWN_FIELD,
                    MALFORMED,
                    UNSUPPORTED_MEDIA_TYPE,
                    UNSUPPORTED_VERSION,
                    LIMIT_EXCEEDED -> Status.Code.INVALID_ARGUMENT;
            case METHOD_NOT_ALLOWED, NOT_ENABLED, MISDIRECTED -> Status.Code.UNIMPLEMENTED;
            case IDEMPOTENCY_CONFLICT -> Status.Code.ALREADY_EXISTS;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ILLEGAL_STATE, TOO_MANY_ENDPOINTS -> Status.Code.FAILED_PRECONDITION;
            case PRECONDITION_FAILED -> Status.Code.ABORTED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED, TENANT_SUSPENDED -> Status.Code.PERMISSION_DENIED;
            case RESOURCE_EXHAUSTED, TENANT_QUOTA -> Status.Code.RESOURCE_EXHAUSTED;
            case SLOW_BODY, TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    /** Returns the title of a code, the same for all of its problems. */
    public static String title(ProblemCode code) {
        return switch (code) {
            case PAYLOAD_INVALID -> "The payload does not satisfy the schema of its type";
            case INVALID_FIELD -> "A field is missing, malformed or out of range";
            case UNKNOWN_FIELD -> "The field is unknown";
            case MALFORMED -> "The body does not match its content type";
            case UNSUPPORTED_VERSION -> "The message version is not supported";
            case UNSUPPORTED_MEDIA_TYPE -> "The content type is not supported";
            case METHOD_NOT_ALLOWED -> "The method is not supported";
            case NOT_ENABLED -> "The feature is not enabled on this server";
            case MISDIRECTED -> "Another node serves this path";
            case LIMIT_EXCEEDED -> "A limit was exceeded";
            case TOO_MANY_ENDPOINTS -> "The recipient has too many endpoints on this channel";
            case IDEMPOTENCY_CONFLICT -> "The idempotency key was used with a different intent";
            case NOT_FOUND -> "Not found";
            case ILLEGAL_STATE -> "The current state does not allow this";
            case PRECONDITION_FAILED -> "The resource was changed since it was read";
            case UNAUTHENTICATED -> "A valid API key is required";
            case PERMISSION_DENIED -> "Permission denied";
            case TENANT_SUSPENDED -> "The tenant is suspended";
            case TENANT_QUOTA -> "The tenant has used one of its quotas";
            case RESOURCE_EXHAUSTED -> "Too many requests; retry later";
            case SLOW_BODY -> "The request body arrived too slowly";
            case TIMEOUT -> "The request timed out";
            case UNAVAILABLE -> "Temporarily unavailable";
            case INTERNAL -> "Internal error";
        };
    }
}
