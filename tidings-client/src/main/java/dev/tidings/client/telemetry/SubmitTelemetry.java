package dev.tidings.client.telemetry;

import dev.tidings.client.submit.SubmitListener;
import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.ForwardingClientCall.SimpleForwardingClientCall;
import io.grpc.ForwardingClientCallListener.SimpleForwardingClientCallListener;
import io.grpc.Metadata;
import io.grpc.MethodDescriptor;
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
import io.opentelemetry.context.propagation.TextMapSetter;
import java.time.Duration;

/**
 * As an interceptor, makes a span per call and propagates its context, so that deliveries join the producer's trace. As
 * a listener, counts {@code tidings.client.submit.attempts} and {@code …intents} by code.
 */
public final class SubmitTelemetry implements ClientInterceptor, SubmitListener {
    private static final String NAME = "dev.tidings.client";
    private static final AttributeKey<String> CODE = AttributeKey.stringKey("tidings.code");
    private static final AttributeKey<String> STATUS = AttributeKey.stringKey("rpc.grpc.status");
    private static final TextMapSetter<Metadata> HEADERS = (carrier, name, value) -> {
        if (carrier != null) {
            carrier.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
        }
    };

    private final OpenTelemetry openTelemetry;
    private final Tracer tracer;
    private final LongCounter tries;
    private final LongCounter intents;

    public SubmitTelemetry(OpenTelemetry openTelemetry) {
        this.openTelemetry = openTelemetry;
        tracer = openTelemetry.getTracer(NAME);
        Meter meter = openTelemetry.getMeter(NAME);
        tries = meter.counterBuilder("tidings.client.submit.attempts").build();
        intents = meter.counterBuilder("tidings.client.submit.intents").build();
    }

    @Override
    public void tried(int count, String code, Duration took) {
        tries.add(1, Attributes.of(CODE, code));
        intents.add(count, Attributes.of(CODE, code));
    }

    @Override
    public <Q, A> ClientCall<Q, A> interceptCall(MethodDescriptor<Q, A> method, CallOptions options, Channel next) {
        Span span = tracer.spanBuilder(method.getFullMethodName())
                .setSpanKind(SpanKind.CLIENT)
                .startSpan();
        return new SimpleForwardingClientCall<>(next.newCall(method, options)) {
            @Override
            public void start(Listener<A> listener, Metadata headers) {
                openTelemetry
                        .getPropagators()
                        .getTextMapPropagator()
                        .inject(Context.current().with(span), headers, HEADERS);
                super.start(ending(span, listener), headers);
            }
        };
    }

    private static <A> ClientCall.Listener<A> ending(Span span, ClientCall.Listener<A> listener) {
        return new SimpleForwardingClientCallListener<>(listener) {
            @Override
            public void onClose(Status status, Metadata trailers) {
                span.setAttribute(STATUS, status.getCode().name());
                if (!status.isOk()) {
                    span.setStatus(StatusCode.ERROR);
                }
                span.end();
                super.onClose(status, trailers);
            }
        };
    }
}
