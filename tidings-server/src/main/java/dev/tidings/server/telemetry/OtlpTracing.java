package dev.tidings.server.telemetry;

import dev.tidings.core.channel.Channel;
import dev.tidings.engine.accept.IntentAcceptor;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import java.util.concurrent.TimeUnit;

/**
 * Exports traces over OTLP/HTTP: a span per acceptance and per attempt, joined by the intent's trace context. The
 * SDK is loaded only if an instance is created.
 */
public final class OtlpTracing implements AutoCloseable {
    private static final long LAST_EXPORT_SECONDS = 5;

    private final SdkTracerProvider provider;
    private final Tracer tracer;

    /**
     * @param endpoint the collector's URL for traces, such as {@code http://127.0.0.1:4318/v1/traces}
     */
    public OtlpTracing(String endpoint, String serviceName) {
        this.provider = SdkTracerProvider.builder()
                .setResource(Resource.getDefault()
                        .merge(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), serviceName))))
                .addSpanProcessor(BatchSpanProcessor.builder(OtlpHttpSpanExporter.builder()
                                .setEndpoint(endpoint)
                                .build())
                        .build())
                .build();
        this.tracer = provider.get("dev.tidings");
    }

    /** Wraps an acceptor with a span per intent. */
    public IntentAcceptor traced(IntentAcceptor acceptor) {
        return new TracedAcceptor(acceptor, tracer);
    }

    /** Wraps a channel with a span per attempt. */
    public Channel traced(Channel channel) {
        return new TracedChannel(channel, tracer);
    }

    /** Exports the remaining spans. */
    @Override
    public void close() {
        provider.shutdown().join(LAST_EXPORT_SECONDS, TimeUnit.SECONDS);
    }
}
