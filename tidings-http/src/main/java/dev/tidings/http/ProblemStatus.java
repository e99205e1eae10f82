package dev.tidings.http;

import com.linecorp.armeria.common.HttpStatus;
import dev.tidings.core.problem.ProblemCode;
import io.grpc.Status;

/** The one place where problem codes become statuses of HTTP and gRPC. */
public final class ProblemStatus {
    private ProblemStatus() {}

    public static HttpStatus http(ProblemCode code) {
        return switch (code) {
            case INVALID_FIELD, UNKNOWN_FIELD, MALFORMED, UNSUPPORTED_VERSION -> HttpStatus.BAD_REQUEST;
            case UNSUPPORTED_MEDIA_TYPE -> HttpStatus.UNSUPPORTED_MEDIA_TYPE;
            case METHOD_NOT_ALLOWED -> HttpStatus.METHOD_NOT_ALLOWED;
            case NOT_ENABLED -> HttpStatus.NOT_IMPLEMENTED;
            case LIMIT_EXCEEDED -> HttpStatus.REQUEST_ENTITY_TOO_LARGE;
            case IDEMPOTENCY_CONFLICT -> HttpStatus.UNPROCESSABLE_ENTITY;
            case NOT_FOUND -> HttpStatus.NOT_FOUND;
            case ILLEGAL_STATE -> HttpStatus.CONFLICT;
            case PRECONDITION_FAILED -> HttpStatus.PRECONDITION_FAILED;
            case UNAUTHENTICATED -> HttpStatus.UNAUTHORIZED;
            case PERMISSION_DENIED -> HttpStatus.FORBIDDEN;
            case RESOURCE_EXHAUSTED -> HttpStatus.TOO_MANY_REQUESTS;
            case SLOW_BODY -> HttpStatus.REQUEST_TIMEOUT;
            case TIMEOUT, UNAVAILABLE -> HttpStatus.SERVICE_UNAVAILABLE;
            case INTERNAL -> HttpStatus.INTERNAL_SERVER_ERROR;
        };
    }

    public static Status.Code grpc(ProblemCode code) {
        return switch (code) {
            case INVALID_FIELD, UNKNOWN_FIELD, MALFORMED, UNSUPPORTED_MEDIA_TYPE, UNSUPPORTED_VERSION, LIMIT_EXCEEDED ->
                Status.Code.INVALID_ARGUMENT;
            case METHOD_NOT_ALLOWED, NOT_ENABLED -> Status.Code.UNIMPLEMENTED;
            case IDEMPOTENCY_CONFLICT -> Status.Code.ALREADY_EXISTS;
            case NOT_FOUND -> Status.Code.NOT_FOUND;
            case ILLEGAL_STATE -> Status.Code.FAILED_PRECONDITION;
            case PRECONDITION_FAILED -> Status.Code.ABORTED;
            case UNAUTHENTICATED -> Status.Code.UNAUTHENTICATED;
            case PERMISSION_DENIED -> Status.Code.PERMISSION_DENIED;
            case RESOURCE_EXHAUSTED -> Status.Code.RESOURCE_EXHAUSTED;
            case SLOW_BODY, TIMEOUT -> Status.Code.DEADLINE_EXCEEDED;
            case UNAVAILABLE -> Status.Code.UNAVAILABLE;
            case INTERNAL -> Status.Code.INTERNAL;
        };
    }

    /** What the code means, the same for all problems that have it. */
    public static String title(ProblemCode code) {
        return switch (code) {
            case INVALID_FIELD -> "A field is missing, malformed or out of range";
            case UNKNOWN_FIELD -> "There is no such field";
            case MALFORMED -> "The body is not what its content type says";
            case UNSUPPORTED_VERSION -> "The message's version is not understood here";
            case UNSUPPORTED_MEDIA_TYPE -> "The body's content type is not understood here";
            case METHOD_NOT_ALLOWED -> "This cannot be done here";
            case NOT_ENABLED -> "This server was not told to do this";
            case LIMIT_EXCEEDED -> "A limit was passed";
            case IDEMPOTENCY_CONFLICT -> "The idempotency key belongs to another intent";
            case NOT_FOUND -> "There is no such thing";
            case ILLEGAL_STATE -> "Its state does not allow this";
            case PRECONDITION_FAILED -> "It was changed since it was read";
            case UNAUTHENTICATED -> "A valid API key is needed";
            case PERMISSION_DENIED -> "This is not allowed";
            case RESOURCE_EXHAUSTED -> "Too much at once; try again later";
            case SLOW_BODY -> "The request came too slowly";
            case TIMEOUT -> "It took too long";
            case UNAVAILABLE -> "Not able to do this at the moment";
            case INTERNAL -> "Something is wrong in Tidings";
        };
    }
}
