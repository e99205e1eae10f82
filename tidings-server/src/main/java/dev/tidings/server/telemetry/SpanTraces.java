package dev.tidings.server.telemetry;

import dev.tidings.core.notification.TraceContext;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Converts between spans and the trace context of intents. */
final class SpanTraces {
    private static final String TRACEPARENT = "traceparent";
    private static final String TRACESTATE = "tracestate";
    private static final W3CTraceContextPropagator W3C = W3CTraceContextPropagator.getInstance();

    private static final TextMapGetter<Map<String, String>> GETTER =
            (carrier, key) -> carrier == null ? null : carrier.get(key);

    private SpanTraces() {}

    /** The parent context of a span. */
    static Context parent(@Nullable TraceContext trace) {
        if (trace == null) {
            return Context.root();
        }
        Map<String, String> carrier = new HashMap<>();
        carrier.put(TRACEPARENT, trace.traceparent());
        if (trace.tracestate() != null) {
            carrier.put(TRACESTATE, trace.tracestate());
        }
        return W3C.extract(Context.root(), carrier, GETTER);
    }

    /** The trace context of a span's children. */
    static @Nullable TraceContext of(Span span) {
        Map<String, String> carrier = new HashMap<>();
        W3C.inject(Context.root().with(span), carrier, (map, key, value) -> {
            if (map != null) {
                map.put(key, value);
            }
        });
        String traceparent = carrier.get(TRACEPARENT);
        return traceparent == null ? null : new TraceContext(traceparent, carrier.get(TRACESTATE));
    }
}
