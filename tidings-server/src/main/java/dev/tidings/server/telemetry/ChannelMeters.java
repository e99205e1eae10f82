package dev.tidings.server.telemetry;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What is counted of one channel. */
final class ChannelMeters {
    private static final String CHANNEL = "channel";
    private static final String NO_REASON = "none";

    final Counter retries;
    final Counter reclaims;
    final Counter late;
    final Counter givenBack;
    final Counter recovered;
    final Timer acceptToSent;
    private final MeterRegistry registry;
    private final String channel;
    private final Map<AttemptResult, Counter> attempts = new EnumMap<>(AttemptResult.class);
    private final Map<DeliveryStatus, Counter> finished = new EnumMap<>(DeliveryStatus.class);
    private final Map<String, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Map<String, Counter> disabled = new ConcurrentHashMap<>();
    private final Map<String, Counter> leftAlone = new ConcurrentHashMap<>();

    ChannelMeters(MeterRegistry registry, String channel) {
        this.registry = registry;
        this.channel = channel;
        this.retries = counter("tidings.retries.scheduled", "Attempts put off until later");
        this.reclaims = counter("tidings.reclaims", "Deliveries taken over because their lease had lapsed");
        this.late = counter("tidings.completions.late", "Completions that came after another worker had taken over");
        this.givenBack = counter("tidings.deliveries.given_back", "Deliveries given back without an attempt");
        this.recovered = counter("tidings.endpoints.recovered", "Endpoints that a probe found to work again");
        this.acceptToSent = Timer.builder("tidings.accept.to.sent")
                .description("Time from the acceptance of an intent until a delivery of it was sent")
                .tag(CHANNEL, channel)
                .serviceLevelObjectives(Buckets.LONG)
                .register(registry);
        for (AttemptResult result : AttemptResult.values()) {
            attempts.put(result, tagged("tidings.attempts", "Attempts by result", "result", result.code()));
        }
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.terminal()) {
                finished.put(
                        status,
                        tagged("tidings.deliveries.finished", "Deliveries that ended", "status", status.code()));
            }
        }
    }

    void attempted(AttemptResult result) {
        increment(attempts.get(result));
    }

    void finished(DeliveryStatus status, @Nullable String reason) {
        increment(finished.get(status));
        if (status == DeliveryStatus.DEAD) {
            deadLetters
                    .computeIfAbsent(reason == null ? NO_REASON : reason, this::deadLetter)
                    .increment();
        }
    }

    void disabled(String reason) {
        disabled.computeIfAbsent(
                        reason,
                        why -> tagged("tidings.endpoints.disabled", "Endpoints that Tidings disabled", "reason", why))
                .increment();
    }

    void leftAlone(String reason) {
        leftAlone
                .computeIfAbsent(
                        reason,
                        why -> tagged(
                                "tidings.endpoints.left_alone",
                                "How often an endpoint was found to be left alone by all nodes",
                                "reason",
                                why))
                .increment();
    }

    private Counter deadLetter(String reason) {
        return tagged("tidings.dead_letters", "Deliveries that ended dead, by reason", "reason", reason);
    }

    private Counter counter(String name, String description) {
        return Counter.builder(name)
                .description(description)
                .tag(CHANNEL, channel)
                .register(registry);
    }

    private Counter tagged(String name, String description, String tag, String value) {
        return Counter.builder(name)
                .description(description)
                .tag(CHANNEL, channel)
                .tag(tag, value)
                .register(registry);
    }

    private static void increment(@Nullable Counter counter) {
        if (counter != null) {
            counter.increment();
        }
    }
}
