package dev.tidings.core.notification;

import org.jspecify.annotations.Nullable;

/** The submitted W3C trace context; passed on, not part of an intent's fingerprint. */
public record TraceContext(String traceparent, @Nullable String tracestate) {
    private static final int VERSION_AND_DASH = 3;
    private static final int TRACE_ID_CHARS = 32;

    /** Returns the trace id of a well-formed traceparent. */
    public String traceId() {
        return traceparent.substring(VERSION_AND_DASH, VERSION_AND_DASH + TRACE_ID_CHARS);
    }
}
