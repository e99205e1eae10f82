package dev.tidings.server.telemetry;

import dev.tidings.core.telemetry.GatewayListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts push events and subscriptions by transport. */
public final class MicrometerPushListener implements GatewayListener {
    private final MeterRegistry registry;
    private final Counter followed;
    private final AtomicInteger available = new AtomicInteger(1);
    private final Counter appendFailures;
    private final Map<String, AtomicInteger> subscribers = new ConcurrentHashMap<>();
    private final Map<String, Counter> delivered = new ConcurrentHashMap<>();
    private final Map<String, Counter> opened = new ConcurrentHashMap<>();
    private final Map<String, Counter> ended = new ConcurrentHashMap<>();

    public MicrometerPushListener(MeterRegistry registry) {
        this.registry = registry;
        this.appendFailures = Counter.builder("tidings.push.append.failures")
                .description("Failed appends to the event log; their deliveries are retried")
                .register(registry);
        Gauge.builder("tidings.push.log.available", available, AtomicInteger::get)
                .description("1 while the event log is available, 0 during an outage")
                .register(registry);
        this.followed = Counter.builder("tidings.push.events")
                .description("Events that this node has read from the log, of tenants with subscribers")
                .register(registry);
    }

    /** Registers the meters of these transports at zero, so that the first event counts as an increase. */
    public MicrometerPushListener expecting(
            Collection<String> transports, Collection<String> starts, Collection<String> ends) {
        for (String transport : transports) {
            var _ = subscribers.computeIfAbsent(transport, this::gauge);
            var _ = deliveredOver(transport);
            starts.forEach(start -> openedBy(transport, start));
            ends.forEach(end -> endedBy(transport, end));
        }
        return this;
    }

    @Override
    public void appendFailed() {
        appendFailures.increment();
    }

    @Override
    public void logLost() {
        available.set(0);
    }

    @Override
    public void logBack() {
        available.set(1);
    }

    @Override
    public void followed(int events) {
        followed.increment(events);
    }

    @Override
    public void subscribed(String transport) {
        subscribers.computeIfAbsent(transport, this::gauge).incrementAndGet();
    }

    @Override
    public void unsubscribed(String transport, String reason) {
        subscribers.computeIfAbsent(transport, this::gauge).decrementAndGet();
        endedBy(transport, reason).increment();
    }

    @Override
    public void opened(String transport, String start) {
        openedBy(transport, start).increment();
    }

    @Override
    public void delivered(String transport, int events) {
        deliveredOver(transport).increment(events);
    }

    private Counter endedBy(String transport, String reason) {
        return ended.computeIfAbsent(
                transport + " " + reason,
                key -> Counter.builder("tidings.push.ended")
                        .description("Subscriptions that ended, by transport and reason")
                        .tag("transport", transport)
                        .tag("reason", reason)
                        .register(registry));
    }

    private Counter openedBy(String transport, String start) {
        return opened.computeIfAbsent(
                transport + " " + start,
                key -> Counter.builder("tidings.push.opened")
                        .description("Subscriptions by start: fresh, recovered or reset")
                        .tag("transport", transport)
                        .tag("start", start)
                        .register(registry));
    }

    private Counter deliveredOver(String transport) {
        return delivered.computeIfAbsent(
                transport,
                key -> Counter.builder("tidings.push.delivered")
                        .description("Events sent to subscribers, by transport")
                        .tag("transport", transport)
                        .register(registry));
    }

    private AtomicInteger gauge(String transport) {
        AtomicInteger count = new AtomicInteger();
        Gauge.builder("tidings.push.subscribers", count, AtomicInteger::get)
                .description("Subscriptions to events on this node")
                .tag("transport", transport)
                .register(registry);
        return count;
    }
}
