package dev.tidings.server.telemetry;

import dev.tidings.core.delivery.AttemptResult;
import dev.tidings.core.delivery.DeliveryStatus;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The meters of one channel. */
final class ChannelMeters {
    private static final String CHANNEL = "channel";
    private static final String NO_REASON = "none";

    /** The maximum number of code labels. Codes come from third-party channels; further codes share one label. */
    private static final int MOST_CODES = 100;

    private static final List<String> DEAD = List.of(
            "attempts_exhausted",
            "channel_unknown",
            "endpoint_invalid",
            "expired",
            "payload_encoding_failed",
            "reclaims_exhausted");
    private static final List<String> SKIPPED = List.of(
            "channel_not_configured",
            "endpoint_disabled",
            "no_matching_endpoint",
            "recipient_missing",
            "recipient_present");
    private static final List<String> DISABLED = List.of("endpoint_failing", "endpoint_gone");
    private static final List<String> BLOCK_REASONS = List.of("circuit", "retry_after");

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
    private final LabelValues reasons = new LabelValues(MOST_CODES);
    private final LabelValues codes = new LabelValues(MOST_CODES);
    private final Map<String, Counter> deadLetters = new ConcurrentHashMap<>();
    private final Map<String, Counter> skips = new ConcurrentHashMap<>();
    private final Map<String, Counter> byCode = new ConcurrentHashMap<>();
    private final Map<DeliveryStatus, Map<String, Counter>> byType = new EnumMap<>(DeliveryStatus.class);
    private final Map<String, Counter> disabled = new ConcurrentHashMap<>();
    private final Map<String, Counter> blocked = new ConcurrentHashMap<>();

    ChannelMeters(MeterRegistry registry, String channel) {
        this.registry = registry;
        this.channel = channel;
        this.retries = counter("tidings.retries.scheduled", "Retries scheduled");
        this.reclaims = counter("tidings.reclaims", "Deliveries claimed again after their lease expired");
        this.late = counter(
                "tidings.completions.late", "Completions that arrived after another worker had claimed the delivery");
        this.givenBack = counter("tidings.deliveries.released", "Deliveries released without an attempt");
        this.recovered = counter("tidings.endpoints.recovered", "Endpoints that recovered after a successful probe");
        this.acceptToSent = Timer.builder("tidings.accept.to.sent")
                .description("Time from the acceptance of an intent until a delivery was sent")
                .tag(CHANNEL, channel)
                .serviceLevelObjectives(HistogramBuckets.LONG)
                .register(registry);
        for (AttemptResult result : AttemptResult.values()) {
            attempts.put(result, tagged("tidings.attempts", "Attempts by result", "result", result.code()));
        }
        for (DeliveryStatus status : DeliveryStatus.values()) {
            if (status.terminal()) {
                finished.put(
                        status,
                        tagged(
                                "tidings.deliveries.finished",
                                "Deliveries that ended, by status",
                                "status",
                                status.code()));
                byType.put(status, new ConcurrentHashMap<>());
            }
        }
        DEAD.forEach(reason -> deadLetters.put(reasons.of(reason), deadLetter(reason)));
        SKIPPED.forEach(reason -> skips.put(reasons.of(reason), skip(reason)));
        DISABLED.forEach(reason -> disabled.put(reason, disabledCounter(reason)));
        BLOCK_REASONS.forEach(reason -> blocked.put(reason, blocksCounter(reason)));
    }

    void attempted(AttemptResult result, @Nullable String code) {
        increment(attempts.get(result));
        if (code != null) {
            byCode.computeIfAbsent(codes.of(code), this::code).increment();
        }
    }

    /**
     * @param type a bounded label
     */
    void finished(String type, DeliveryStatus status, @Nullable String reason) {
        increment(finished.get(status));
        Map<String, Counter> types = byType.get(status);
        if (types != null) {
            types.computeIfAbsent(type, name -> ofType(name, status)).increment();
        }
        String why = reasons.of(reason == null ? NO_REASON : reason);
        if (status == DeliveryStatus.DEAD) {
            deadLetters.computeIfAbsent(why, this::deadLetter).increment();
        } else if (status == DeliveryStatus.SKIPPED) {
            skips.computeIfAbsent(why, this::skip).increment();
        }
    }

    void disabled(String reason) {
        disabled.computeIfAbsent(reason, this::disabledCounter).increment();
    }

    void blocked(String reason) {
        blocked.computeIfAbsent(reason, this::blocksCounter).increment();
    }

    private Counter disabledCounter(String reason) {
        return tagged("tidings.endpoints.disabled", "Endpoints that Tidings disabled", "reason", reason);
    }

    private Counter blocksCounter(String reason) {
        return tagged("tidings.endpoint.blocks", "Times this node blocked an endpoint for all nodes", "reason", reason);
    }

    private Counter code(String code) {
        return tagged("tidings.attempts.by_code", "Failed attempts, by code", "code", code);
    }

    private Counter skip(String reason) {
        return tagged("tidings.skips", "Deliveries that were skipped, by reason", "reason", reason);
    }

    private Counter ofType(String type, DeliveryStatus status) {
        return Counter.builder("tidings.deliveries.by_type")
                .description("Deliveries that ended, by the type of their notification")
                .tag(CHANNEL, channel)
                .tag("type", type)
                .tag("status", status.code())
                .register(registry);
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
