package dev.tidings.core.problem;

/** The stable codes of refusals. Their wire form is the lower-case name; it never changes once published. */
public enum ProblemCode {
    /** A field is missing, malformed or out of range. */
    INVALID_FIELD,
    /** A field that is not part of the contract. */
    UNKNOWN_FIELD,
    /** The body is not what its content type says. */
    MALFORMED,
    /** The body is of a kind that is not understood here. */
    UNSUPPORTED_MEDIA_TYPE,
    /** A message of a version that is not understood here. */
    UNSUPPORTED_VERSION,
    /** There is such a thing, but this cannot be done with it. */
    METHOD_NOT_ALLOWED,
    /** What it needs is not switched on in this server. */
    NOT_ENABLED,
    /** A documented limit was passed. */
    LIMIT_EXCEEDED,
    /** The idempotency key is known with other content. */
    IDEMPOTENCY_CONFLICT,
    /** No such thing, or not of this tenant. */
    NOT_FOUND,
    /** The thing is not in a state that allows this. */
    ILLEGAL_STATE,
    /** It was changed since it was read. */
    PRECONDITION_FAILED,
    /** No key, or one that is not known or revoked. */
    UNAUTHENTICATED,
    /** The key lacks the scope. */
    PERMISSION_DENIED,
    /** A queue is full; try again later. */
    RESOURCE_EXHAUSTED,
    /** The body did not come as fast as it has to; nothing was done. */
    SLOW_BODY,
    /** It took too long; what was asked for may or may not have been done. */
    TIMEOUT,
    /** The store cannot be written at the moment; nothing was accepted. */
    UNAVAILABLE,
    /** A defect of Tidings. */
    INTERNAL;

    /** The code as it stands on the wire. */
    public String code() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
