package dev.tidings.spring;

import dev.tidings.client.outbox.OutboxDesk;
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

    OutboxMetrics(OutboxDesk desk) {
        this.sample = new LagSample(desk);
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "pending", OutboxLag::pending, "Rows that are still to be shipped");
        gauge(registry, "dead", OutboxLag::dead, "Rows that were refused for good");
        TimeGauge.builder(
                        "tidings.outbox.oldest",
                        sample,
                        TimeUnit.MILLISECONDS,
                        lag(each -> each.oldestPending().toMillis()))
                .description("Age of the oldest row that is still to be shipped")
                .register(registry);
        counter(registry, "shipped", shipped, "Rows that were accepted where they were shipped to");
        counter(registry, "buried", buried, "Rows that became dead");
        counter(registry, "later", later, "Tries that did not get through");
        counter(registry, "late", late, "Rows taken over by another relay while this one had them");
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
