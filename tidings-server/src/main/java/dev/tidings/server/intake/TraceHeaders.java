package dev.tidings.server.intake;

import dev.tidings.core.notification.TraceContext;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** W3C trace context from outside. What is malformed is ignored, as the recommendation has it. */
public final class TraceHeaders {
    private static final Pattern TRACEPARENT = Pattern.compile(
            "(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-[\\x21-\\x7e]{0,200})?");
    private static final Pattern TRACESTATE = Pattern.compile("[\\x20-\\x7e\\t]{1,512}");
    private static final int CHARS_OF_VERSION_00 = 55;

    private TraceHeaders() {}

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
