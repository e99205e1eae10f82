package dev.tidings.client.telemetry;

import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.outbox.OutboxListener;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.submit.Intent;
import dev.tidings.client.submit.Problem;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.metrics.LongCounter;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapSetter;
import java.util.function.Supplier;

/**
 * Metrics and traces of an outbox. As a listener it counts {@code tidings.client.outbox.shipped}, {@code …dead}, {@code
 * …later} by code, and {@code …late}. It also has gauges of the lag, and adds the current trace to intents.
 */
public final class OutboxTelemetry implements OutboxListener {
    private static final String NAME = "dev.tidings.client";
    private static final AttributeKey<String> CODE = AttributeKey.stringKey("tidings.code");
    private static final double MILLIS = 1_000;
    private static final TextMapSetter<dev.tidings.v1.Intent.Builder> FIELDS = (carrier, name, value) -> {
        if (carrier != null && name.equals("traceparent")) {
            carrier.setTraceparent(value);
        } else if (carrier != null && name.equals("tracestate")) {
            carrier.setTracestate(value);
        }
    };

    private final OpenTelemetry openTelemetry;
    private final Meter meter;
    private final LongCounter shipped;
    private final LongCounter dead;
    private final LongCounter later;
    private final LongCounter late;

    public OutboxTelemetry(OpenTelemetry openTelemetry) {
        this.openTelemetry = openTelemetry;
        meter = openTelemetry.getMeter(NAME);
        shipped = meter.counterBuilder("tidings.client.outbox.shipped").build();
        dead = meter.counterBuilder("tidings.client.outbox.dead").build();
        later = meter.counterBuilder("tidings.client.outbox.later").build();
        late = meter.counterBuilder("tidings.client.outbox.late").build();
    }

    /** Returns the intent with the current trace, unless it has one. An outbox applies it to every intent. */
    public Intent traced(Intent intent) {
        return intent.message().getTraceparent().isEmpty()
                ? intent.with(message -> openTelemetry
                        .getPropagators()
                        .getTextMapPropagator()
                        .inject(Context.current(), message, FIELDS))
                : intent;
    }

    /**
     * Registers the gauges {@code tidings.client.outbox.pending.rows}, {@code …dead.rows} and {@code …oldest} in
     * seconds.
     */
    public void watch(Supplier<OutboxLag> lag) {
        var pending = meter.gaugeBuilder("tidings.client.outbox.pending.rows")
                .ofLongs()
                .buildObserver();
        var buried =
                meter.gaugeBuilder("tidings.client.outbox.dead.rows").ofLongs().buildObserver();
        var oldest =
                meter.gaugeBuilder("tidings.client.outbox.oldest").setUnit("s").buildObserver();
        var unused = meter.batchCallback(
                () -> {
                    OutboxLag now = lag.get();
                    pending.record(now.pending());
                    buried.record(now.dead());
                    oldest.record(now.oldestPending().toMillis() / MILLIS);
                },
                pending,
                buried,
                oldest);
    }

    @Override
    public void shipped(int rows) {
        shipped.add(rows);
    }

    @Override
    public void dead(OutboxRow row, Problem problem) {
        dead.add(1, Attributes.of(CODE, problem.code()));
    }

    @Override
    public void later(int rows, Problem problem) {
        later.add(rows, Attributes.of(CODE, problem.code()));
    }

    @Override
    public void late(int rows) {
        late.add(rows);
    }
}
