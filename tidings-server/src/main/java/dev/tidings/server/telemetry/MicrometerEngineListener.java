package dev.tidings.server.telemetry;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.core.telemetry.EngineListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Counts what the engine does. Meters are looked up once per channel, code and verb. */
public final class MicrometerEngineListener implements EngineListener {
    private static final List<String> VERBS = List.of("accept", "claim", "complete");

    /** The maximum number of type labels; further types share one. */
    private static final int MOST_TYPES = 100;

    private final MeterRegistry registry;
    private final Counter accepted;
    private final Counter created;
    private final Counter replayed;
    private final Counter lost;
    private final Timer outages;
    private final AtomicInteger storeAvailable = new AtomicInteger(1);
    private final LabelValues types = new LabelValues(MOST_TYPES);
    private final Map<String, Counter> refused = new ConcurrentHashMap<>();
    private final Map<String, ChannelMeters> channels = new ConcurrentHashMap<>();
    private final Map<String, CommitMeters> commits = new ConcurrentHashMap<>();

    public MicrometerEngineListener(MeterRegistry registry) {
        this.registry = registry;
        this.accepted = Counter.builder("tidings.intents.accepted")
                .description("Intents accepted for the first time")
                .register(registry);
        this.created = Counter.builder("tidings.deliveries.accepted")
                .description("Deliveries of accepted intents")
                .register(registry);
        this.replayed = Counter.builder("tidings.intents.replayed")
                .description("Intents that had been accepted before")
                .register(registry);
        this.outages = Timer.builder("tidings.store.outage.duration")
                .description("Outages of the store that have ended, and how long they lasted")
                .register(registry);
        this.lost = Counter.builder("tidings.store.outages")
                .description("How often the store became unavailable")
                .register(registry);
        Gauge.builder("tidings.store.available", storeAvailable, AtomicInteger::get)
                .description("1 while the store is available, 0 during an outage")
                .register(registry);
        for (ProblemCode code : ProblemCode.values()) {
            refused.put(code.code(), refusedCounter(code.code()));
        }
        for (String verb : VERBS) {
            commits.put(verb, new CommitMeters(registry, verb));
        }
    }

    /** Registers the meters of these channels at zero, so that the first event counts as an increase. */
    public MicrometerEngineListener expecting(Collection<String> known) {
        known.forEach(this::of);
        return this;
    }

    @Override
    public void intentAccepted(int deliveries) {
        accepted.increment();
        created.increment(deliveries);
    }

    @Override
    public void intentReplayed() {
        replayed.increment();
    }

    @Override
    public void intentRefused(String code) {
        refused.computeIfAbsent(code, this::refusedCounter).increment();
    }

    @Override
    public void payloadInvalid(String type, String mode) {
        Counter.builder("tidings.payloads.invalid")
                .description("Payloads that do not satisfy the schema of their type, by type and validation mode")
                .tag("type", types.of(type))
                .tag("validation", mode)
                .register(registry)
                .increment();
    }

    @Override
    public void attempted(String channel, AttemptResult result, @Nullable String code) {
        of(channel).attempted(result, code);
    }

    @Override
    public void retryScheduled(String channel) {
        of(channel).retries.increment();
    }

    @Override
    public void deliveryFinished(String channel, String type, DeliveryStatus status, @Nullable String reason) {
        of(channel).finished(types.of(type), status, reason);
    }

    @Override
    public void sentAfter(String channel, Duration sinceAccepted) {
        of(channel).acceptToSent.record(sinceAccepted);
    }

    @Override
    public void reclaimed(String channel) {
        of(channel).reclaims.increment();
    }

    @Override
    public void lateCompletion(String channel) {
        of(channel).late.increment();
    }

    @Override
    public void givenBack(String channel) {
        of(channel).givenBack.increment();
    }

    @Override
    public void endpointDisabled(String channel, String reason) {
        of(channel).disabled(reason);
    }

    @Override
    public void endpointBlocked(String channel, String reason) {
        of(channel).blocked(reason);
    }

    @Override
    public void endpointRecovered(String channel) {
        of(channel).recovered.increment();
    }

    @Override
    public void committed(String verb, int items, Duration took) {
        commits.computeIfAbsent(verb, name -> new CommitMeters(registry, name)).record(items, took);
    }

    @Override
    public void storeLost() {
        storeAvailable.set(0);
        lost.increment();
    }

    @Override
    public void storeBack(Duration outage) {
        storeAvailable.set(1);
        outages.record(outage);
    }

    private ChannelMeters of(String channel) {
        // A plain get first: it takes no lock.
        ChannelMeters known = channels.get(channel);
        return known != null ? known : channels.computeIfAbsent(channel, name -> new ChannelMeters(registry, name));
    }

    private Counter refusedCounter(String code) {
        return Counter.builder("tidings.intents.refused")
                .description("Intents refused, by problem code")
                .tag("code", code)
                .register(registry);
    }
}
