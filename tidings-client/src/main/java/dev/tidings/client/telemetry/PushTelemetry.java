package dev.tidings.client.telemetry;

import dev.tidings.client.push.PushHandler;
import dev.tidings.client.push.PushListener;
import dev.tidings.client.push.PushNotice;
import dev.tidings.client.push.PushedEvent;
import io.grpc.Status;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Duration;
import java.util.Locale;

/**
 * Makes a span per handled event and counts {@code tidings.client.push.events} and {@code …failures} by type, {@code
 * …notices} by kind, and {@code …lost} by the status that ended a subscription.
 */
public final class PushTelemetry implements PushListener {
    private static final String NAME = "dev.tidings.client";
    private static final AttributeKey<String> TYPE = AttributeKey.stringKey("tidings.type");
    private static final AttributeKey<String> KIND = AttributeKey.stringKey("tidings.notice");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.grpc.status");
    private static final AttributeKey<String> DELIVERY = AttributeKey.stringKey("tidings.delivery_id");
    private static final AttributeKey<String> REQUEST = AttributeKey.stringKey("tidings.request_id");
    private static final AttributeKey<String> TRACE = AttributeKey.stringKey("tidings.trace_id");

    private final Tracer tracer;
    private final LongCounter events;
    private final LongCounter failures;
    private final LongCounter notices;
    private final LongCounter lost;

    public PushTelemetry(OpenTelemetry openTelemetry) {
        tracer = openTelemetry.getTracer(NAME);
        Meter meter = openTelemetry.getMeter(NAME);
        events = meter.counterBuilder("tidings.client.push.events").build();
        failures = meter.counterBuilder("tidings.client.push.failures").build();
        notices = meter.counterBuilder("tidings.client.push.notices").build();
        lost = meter.counterBuilder("tidings.client.push.lost").build();
    }

    /**
     * Wraps a handler in a span per event. The producer's trace is an attribute because its events carry no span
     * context.
     */
    public PushHandler around(PushHandler handler) {
        return new PushHandler() {
            @Override
            public void handle(PushedEvent event) throws Exception {
                handleInSpan(event, handler);
                events.add(1, Attributes.of(TYPE, event.type()));
            }

            @Override
            public void notice(PushNotice notice) throws Exception {
                notices.add(1, Attributes.of(KIND, notice.kind().name().toLowerCase(Locale.ROOT)));
                handler.notice(notice);
            }
        };
    }

    private void handleInSpan(PushedEvent event, PushHandler handler) throws Exception {
        Span span = tracer.spanBuilder("handle " + event.type())
                .setSpanKind(SpanKind.CONSUMER)
                .setAttribute(DELIVERY, event.id())
                .startSpan();
        if (event.requestId() != null) {
            span.setAttribute(REQUEST, event.requestId());
        }
        if (event.traceId() != null) {
            span.setAttribute(TRACE, event.traceId());
        }
        try {
            PushedEvent unused = Context.current()
                    .with(span)
                    .wrap(() -> {
                        handler.handle(event);
                        return event;
                    })
                    .call();
        } catch (Exception failure) {
            span.recordException(failure).setStatus(StatusCode.ERROR);
            throw failure;
        } finally {
            span.end();
        }
    }

    @Override
    public void lost(Status status, Duration delay) {
        lost.add(1, Attributes.of(STATUS, status.getCode().name()));
    }

    @Override
    public void failed(PushedEvent event, Exception failure) {
        failures.add(1, Attributes.of(TYPE, event.type()));
    }
}
