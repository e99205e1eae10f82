package dev.tidings.server.telemetry;

import dev.tidings.core.telemetry.StreamListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Counts stream entries by the label of their consumer. */
public final class MicrometerStreamListener implements StreamListener {
    private final MeterRegistry registry;
    private final InstantSource clock;
    private final Map<String, Meters> meters = new ConcurrentHashMap<>();

    private static final class Meters {
        private final Counter read;
        private final Counter handled;
        private final Counter quarantined;
        private final Counter trimmed;
        private volatile boolean connected;
        private volatile @Nullable Instant oldest;
        private @Nullable AtomicLong behind;

        Meters(MeterRegistry registry, InstantSource clock, String stream) {
            this.read = counter(registry, stream, "read", "Entries read");
            this.handled = counter(registry, stream, "handled", "Entries handled durably");
            this.quarantined = counter(registry, stream, "quarantined", "Entries quarantined");
            this.trimmed =
                    counter(registry, stream, "trimmed", "Gaps: entries may have been deleted before they were read");
            Gauge.builder("tidings.stream.connected", this, self -> self.connected ? 1 : 0)
                    .description("1 while the stream can be read")
                    .tag("stream", stream)
                    .register(registry);
            Gauge.builder("tidings.stream.lag", this, self -> self.lagSeconds(clock))
                    .description("Age of the oldest unhandled entry, 0 if there is none")
                    .baseUnit("seconds")
                    .tag("stream", stream)
                    .register(registry);
        }

        /** Only for consumers that count their lag. */
        synchronized void behind(MeterRegistry registry, String stream, long entries) {
            if (behind == null) {
                AtomicLong first = new AtomicLong();
                Gauge.builder("tidings.stream.lag.records", first, AtomicLong::get)
                        .description("Entries not handled yet")
                        .tag("stream", stream)
                        .register(registry);
                behind = first;
            }
            behind.set(entries);
        }

        private double lagSeconds(InstantSource clock) {
            Instant since = oldest;
            return since == null
                    ? 0
                    : Math.max(0, Duration.between(since, clock.instant()).toMillis() / 1_000d);
        }

        private static Counter counter(MeterRegistry registry, String stream, String what, String description) {
            return Counter.builder("tidings.stream." + what)
                    .description(description)
                    .tag("stream", stream)
                    .register(registry);
        }
    }

    public MicrometerStreamListener(MeterRegistry registry, InstantSource clock) {
        this.registry = registry;
        this.clock = clock;
    }

    private Meters of(String label) {
        return meters.computeIfAbsent(label, name -> new Meters(registry, clock, name));
    }

    @Override
    public void connected(String label, boolean connected) {
        of(label).connected = connected;
    }

    @Override
    public void read(String label, int entries) {
        of(label).read.increment(entries);
    }

    @Override
    public void handled(String label, int entries) {
        of(label).handled.increment(entries);
    }

    @Override
    public void quarantined(String label) {
        of(label).quarantined.increment();
    }

    @Override
    public void trimmed(String label) {
        of(label).trimmed.increment();
    }

    @Override
    public void behind(String label, long entries) {
        of(label).behind(registry, label, entries);
    }

    @Override
    public void oldest(String label, @Nullable Instant added) {
        of(label).oldest = added;
    }
}
