package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxAdmin;
import dev.tidings.client.outbox.OutboxLag;
import dev.tidings.client.outbox.OutboxListener;
import dev.tidings.client.outbox.OutboxRow;
import dev.tidings.client.submit.Problem;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;

/**
 * Gauges {@code tidings.outbox.pending}, {@code …dead} and {@code …oldest}; counters {@code tidings.outbox.shipped}, {@code
 * …buried}, {@code …later} and {@code …late}.
 */
final class OutboxMetrics implements MeterBinder, OutboxListener {
    private final LagSample sample;
    private final LongAdder shipped = new LongAdder();
    private final LongAdder buried = new LongAdder();
    private final LongAdder later = new LongAdder();
    private final LongAdder late = new LongAdder();

    OutboxMetrics(OutboxAdmin admin) {
        this.sample = new LagSample(admin);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "pending", OutboxLag::pending, "Rows still to be shipped");
        gauge(registry, "dead", OutboxLag::dead, "Rows refused permanently");
        TimeGauge.builder(
                        "tidings.outbox.oldest",
                        sample,
                        TimeUnit.MILLISECONDS,
                        lag(each -> each.oldestPending().toMillis()))
                .description("Age of the oldest row still to be shipped")
                .register(registry);
        counter(registry, "shipped", shipped, "Rows accepted by the destination");
        counter(registry, "buried", buried, "Rows that became dead");
        counter(registry, "later", later, "Attempts postponed to a later retry");
        counter(registry, "late", late, "Rows taken over by another relay before this one settled them");
    }

    private void gauge(MeterRegistry registry, String name, ToDoubleFunction<OutboxLag> part, String description) {
        Gauge.builder("tidings.outbox." + name, sample, lag(part))
                .description(description)
                .register(registry);
    }

    private static ToDoubleFunction<LagSample> lag(ToDoubleFunction<OutboxLag> part) {
        return sample -> {
            OutboxLag lag = sample.get();
            return lag == null ? Double.NaN : part.applyAsDouble(lag);
        };
    }

    private static void counter(MeterRegistry registry, String name, LongAdder count, String description) {
        FunctionCounter.builder("tidings.outbox." + name, count, LongAdder::sum)
                .description(description)
                .register(registry);
    }

    @Override
    public void shipped(int rows) {
        shipped.add(rows);
    }

    @Override
    public void dead(OutboxRow row, Problem problem) {
        buried.increment();
    }

    @Override
    public void later(int rows, Problem problem) {
        later.add(rows);
    }

    @Override
    public void late(int rows) {
        late.add(rows);
    }
}
