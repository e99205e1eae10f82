package dev.tidings.client.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.push.PushHandler;
import dev.tidings.client.push.PushedEvent;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.ContextPropagators;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TelemetryTest {
    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private final InMemoryMetricReader metrics = InMemoryMetricReader.create();
    private final OpenTelemetry openTelemetry = OpenTelemetrySdk.builder()
            .setTracerProvider(SdkTracerProvider.builder()
                    .addSpanProcessor(SimpleSpanProcessor.create(spans))
                    .build())
            .setMeterProvider(
                    SdkMeterProvider.builder().registerMetricReader(metrics).build())
            .setPropagators(ContextPropagators.create(W3CTraceContextPropagator.getInstance()))
            .build();
    private final PushedEvent event =
            new PushedEvent("c1", "user:42", "build.failed", "dlv_1", ByteString.EMPTY, "req-1", null);

    @Test
    void an_event_is_handled_in_a_span_that_names_its_delivery() throws Exception {
        new PushTelemetry(openTelemetry).around(handled -> {}).handle(event);

        assertThat(spans.getFinishedSpanItems()).singleElement().satisfies(span -> {
            assertThat(span.getName()).isEqualTo("handle build.failed");
            assertThat(span.getAttributes().asMap().values()).containsExactlyInAnyOrder("dlv_1", "req-1");
        });
        assertThat(metrics.collectAllMetrics()).extracting("name").containsExactly("tidings.client.push.events");
    }

    @Test
    void a_handler_that_throws_marks_the_span_and_still_throws() {
        PushHandler handler = new PushTelemetry(openTelemetry).around(handled -> {
            throw new IllegalStateException("away");
        });

        assertThatThrownBy(() -> handler.handle(event)).hasMessage("away");

        assertThat(spans.getFinishedSpanItems())
                .singleElement()
                .satisfies(span -> assertThat(span.getStatus().getStatusCode()).isEqualTo(StatusCode.ERROR));
    }

    @Test
    void attempts_are_counted_by_code() {
        SubmitTelemetry telemetry = new SubmitTelemetry(openTelemetry);

        telemetry.tried(3, "ok", Duration.ofMillis(1));

        assertThat(metrics.collectAllMetrics())
                .extracting("name")
                .containsExactlyInAnyOrder("tidings.client.submit.attempts", "tidings.client.submit.intents");
    }

    @Test
    void outbox_rows_are_counted_and_intents_carry_their_publication_trace() {
        OutboxTelemetry telemetry = new OutboxTelemetry(openTelemetry);
        Intent intent = Intent.of("order.paid", "shop");
        Span span = openTelemetry.getTracer("test").spanBuilder("order").startSpan();
        try (Scope within = span.makeCurrent()) {
            assertThat(telemetry.traced(intent).message().getTraceparent())
                    .contains(span.getSpanContext().getTraceId());
        }
        assertThat(telemetry.traced(intent)).isEqualTo(intent);

        telemetry.shipped(2);
        telemetry.later(1, new Problem("unavailable", "away", null, null, null, null));
        telemetry.watch(() -> new OutboxLag(3, 1, Duration.ofMillis(1500)));

        assertThat(metrics.collectAllMetrics())
                .extracting("name")
                .containsExactlyInAnyOrder(
                        "tidings.client.outbox.shipped",
                        "tidings.client.outbox.later",
                        "tidings.client.outbox.pending.rows",
                        "tidings.client.outbox.dead.rows",
                        "tidings.client.outbox.oldest");
    }
}
