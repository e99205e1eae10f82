package dev.tidings.server.intake;

import dev.tidings.core.notification.TraceContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads W3C trace context. Malformed headers are ignored, as the recommendation requires. */
public final class TraceHeaders {
    private static final Pattern TRACEPARENT = Pattern.compile(
            "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\\x21-\\x7e]{0,200})?");
    private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7e\\t]{1,512}");
    private static final int CHARS_OF_VERSION_00 = 55;
    private static final Pattern TRACE_ID = Pattern.compile("(?!0{32})[0-9a-f]{32}");
    private static final int SPAN_ID_CHARS = 16;

    private TraceHeaders() {}

    /** Reads a traceparent, or a bare trace id. */
    public static @Nullable TraceContext ofId(@Nullable String trace) {
        if (trace != null && TRACE_ID.matcher(trace).matches()) {
            String half = trace.substring(SPAN_ID_CHARS);
            String parent = half.equals("0".repeat(SPAN_ID_CHARS)) ? trace.substring(0, SPAN_ID_CHARS) : half;
            return new TraceContext("00-" + trace + "-" + parent + "-01", null);
        }
        return of(trace, null);
    }

    public static @Nullable TraceContext of(@Nullable String traceparent, @Nullable String tracestate) {
        if (traceparent == null
                || !TRACEPARENT.matcher(traceparent).matches()
                || (traceparent.startsWith("00") && traceparent.length() != CHARS_OF_VERSION_00)) {
            return null;
        }
        boolean stateful = tracestate != null && TRACESTATE.matcher(tracestate).matches();
        return new TraceContext(traceparent, stateful ? tracestate : null);
    }
}
