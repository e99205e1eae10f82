package dev.tidings.core.problem;

/** The stable codes of problems. The wire form is the lower-case name and never changes once published. */
public enum ProblemCode {
    /** A field is missing, malformed or out of range. */
    INVALID_FIELD,
    /** The payload does not satisfy the schema of its type. */
    PAYLOAD_INVALID,
    /** The field is not part of the contract. */
    UNKNOWN_FIELD,
    /** The body does not match its content type. */
    MALFORMED,
    /** The content type is not supported. */
    UNSUPPORTED_MEDIA_TYPE,
    /** The message version is not supported. */
    UNSUPPORTED_VERSION,
    /** The resource does not support this method. */
    METHOD_NOT_ALLOWED,
    /** The feature is not enabled on this server. */
    NOT_ENABLED,
    /** Nodes with another role serve this path. */
    MISDIRECTED,
    /** A documented limit was exceeded. */
    LIMIT_EXCEEDED,
    /** The recipient has as many endpoints on the channel as the limit allows. */
    TOO_MANY_ENDPOINTS,
    /** The idempotency key was used with a different intent. */
    IDEMPOTENCY_CONFLICT,
    /** The resource does not exist or belongs to another tenant. */
    NOT_FOUND,
    /** The resource's state does not allow this. */
    ILLEGAL_STATE,
    /** The resource was changed since it was read. */
    PRECONDITION_FAILED,
    /** The key is missing, unknown or revoked. */
    UNAUTHENTICATED,
    /** The key lacks the scope. */
    PERMISSION_DENIED,
    /** The tenant is suspended, or being deleted. */
    TENANT_SUSPENDED,
    /** The tenant has used one of its quotas. */
    TENANT_QUOTA,
    /** A queue is full; retry later. */
    RESOURCE_EXHAUSTED,
    /** The body arrived too slowly; nothing was done. */
    SLOW_BODY,
    /** The request timed out; it may or may not have taken effect. */
    TIMEOUT,
    /** The store is unavailable. A write may have taken effect if it was interrupted. */
    UNAVAILABLE,
    /** A defect of Tidings. */
    INTERNAL;

    /** Returns the code on the wire. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
