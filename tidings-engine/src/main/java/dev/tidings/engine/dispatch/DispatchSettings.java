package dev.tidings.engine.dispatch;

import dev.tidings.core.delivery.ConcurrencyLimits;
import dev.tidings.core.tenant.TenantWeights;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of the dispatcher.
 *
 * @param lanes settings by channel, where they differ from {@code defaultLane}
 * @param maxReclaims a delivery whose lease lapsed this often becomes dead, because it seems to crash its workers
 * @param busyPoll how often a busy lane polls for due deliveries that no wake-up announced
 * @param idlePoll the same for an idle lane; the interval grows from one to the other
 * @param grace how long a stop waits for sends in flight
 * @param completionBatch maximum completions per transaction
 * @param weights the shares of tenants in claims and lanes
 * @param concurrency how many deliveries of a concurrency key are sent at the same time
 */
public record DispatchSettings(
        Map<String, LaneSettings> lanes,
        LaneSettings defaultLane,
        int maxReclaims,
        Duration busyPoll,
        Duration idlePoll,
        Duration grace,
        int completionBatch,
        HealthSettings health,
        TenantWeights weights,
        ConcurrencyLimits concurrency) {
    /** The default lease duration. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    public static final DispatchSettings DEFAULT = new DispatchSettings(
            Map.of(),
            LaneSettings.DEFAULT,
            20,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            LaneSettings.MAX_BATCH,
            HealthSettings.DEFAULT,
            TenantWeights.EQUAL,
            ConcurrencyLimits.ONE);

    public DispatchSettings {
        lanes = Map.copyOf(lanes);
    }

    LaneSettings lane(String channel) {
        return lanes.getOrDefault(channel, defaultLane);
    }

    public DispatchSettings withLanes(Map<String, LaneSettings> byChannel) {
        return new DispatchSettings(
                byChannel,
                defaultLane,
                maxReclaims,
                busyPoll,
                idlePoll,
                grace,
                completionBatch,
                health,
                weights,
                concurrency);
    }

    public DispatchSettings withDefaultLane(LaneSettings lane) {
        return new DispatchSettings(
                lanes, lane, maxReclaims, busyPoll, idlePoll, grace, completionBatch, health, weights, concurrency);
    }

    public DispatchSettings withMaxReclaims(int reclaims) {
        return new DispatchSettings(
                lanes, defaultLane, reclaims, busyPoll, idlePoll, grace, completionBatch, health, weights, concurrency);
    }

    public DispatchSettings withGrace(Duration duration) {
        return new DispatchSettings(
                lanes,
                defaultLane,
                maxReclaims,
                busyPoll,
                idlePoll,
                duration,
                completionBatch,
                health,
                weights,
                concurrency);
    }

    public DispatchSettings withHealth(HealthSettings settings) {
        return new DispatchSettings(
                lanes,
                defaultLane,
                maxReclaims,
                busyPoll,
                idlePoll,
                grace,
                completionBatch,
                settings,
                weights,
                concurrency);
    }

    public DispatchSettings withWeights(TenantWeights tenants) {
        return new DispatchSettings(
                lanes,
                defaultLane,
                maxReclaims,
                busyPoll,
                idlePoll,
                grace,
                completionBatch,
                health,
                tenants,
                concurrency);
    }

    public DispatchSettings withConcurrency(ConcurrencyLimits limits) {
        return new DispatchSettings(
                lanes, defaultLane, maxReclaims, busyPoll, idlePoll, grace, completionBatch, health, weights, limits);
    }
}
