package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of the dispatcher.
 *
 * @param maxReclaims a delivery whose lease lapsed this often becomes dead, because it seems to crash its workers
 * @param grace how long a stop waits for sends in flight
 * @param completionBatch maximum completions per transaction
 */
public record DispatchSettings(
        Lanes lanes,
        int maxReclaims,
        Polling polling,
        Duration grace,
        int completionBatch,
        HealthSettings health,
        ClaimRules claims) {
    /** The default lease duration. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    public static final DispatchSettings DEFAULT = new DispatchSettings(
            new Lanes(Map.of(), LaneSettings.DEFAULT),
            20,
            new Polling(Duration.ofMillis(100), Duration.ofSeconds(1)),
            Duration.ofSeconds(10),
            LaneSettings.MAX_BATCH,
            HealthSettings.DEFAULT,
            ClaimRules.DEFAULT);

    /**
     * The settings of lanes.
     *
     * @param byChannel where they differ from {@code others}
     */
    public record Lanes(Map<String, LaneSettings> byChannel, LaneSettings others) {
        public Lanes {
            byChannel = Map.copyOf(byChannel);
        }

        /** The same settings for each lane. */
        public static Lanes all(LaneSettings settings) {
            return new Lanes(Map.of(), settings);
        }

        LaneSettings of(String channel) {
            return byChannel.getOrDefault(channel, others);
        }
    }

    /**
     * How often a lane polls for due deliveries that no wake-up announced.
     *
     * @param busy while it has some
     * @param idle while it has none; the interval grows from one to the other
     */
    public record Polling(Duration busy, Duration idle) {}

    /**
     * How claims divide what is due.
     *
     * @param weights the shares of tenants in claims and lanes
     * @param concurrency how many deliveries of a concurrency key are sent at the same time
     */
    public record ClaimRules(TenantWeights weights, ConcurrencyLimits concurrency) {
        public static final ClaimRules DEFAULT = new ClaimRules(TenantWeights.EQUAL, ConcurrencyLimits.ONE);
    }

    public DispatchSettings withLanes(Lanes other) {
        return new DispatchSettings(other, maxReclaims, polling, grace, completionBatch, health, claims);
    }

    public DispatchSettings withMaxReclaims(int reclaims) {
        return new DispatchSettings(lanes, reclaims, polling, grace, completionBatch, health, claims);
    }

    public DispatchSettings withGrace(Duration duration) {
        return new DispatchSettings(lanes, maxReclaims, polling, duration, completionBatch, health, claims);
    }

    public DispatchSettings withConcurrency(ConcurrencyLimits limits) {
        ClaimRules rules = new ClaimRules(claims.weights(), limits);
        return new DispatchSettings(lanes, maxReclaims, polling, grace, completionBatch, health, rules);
    }
}
