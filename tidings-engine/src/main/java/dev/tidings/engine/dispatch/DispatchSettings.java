package dev.tidings.engine.dispatch;

import java.time.Duration;
import java.util.Map;

/**
 * How deliveries are driven.
 *
 * @param lanes bounds by channel, where they differ from {@code defaultLane}
 * @param maxReclaims a delivery whose lease lapsed so often is dead: it seems to kill its workers
 * @param busyPoll how often a lane with work looks for due deliveries that nobody told it of
 * @param idlePoll the same for one without work; the pace slows down from one to the other
 * @param grace how long a stop waits for sends in flight
 * @param completionBatch completions a transaction at most
 */
public record DispatchSettings(
        Map<String, LaneSettings> lanes,
        LaneSettings defaultLane,
        int maxReclaims,
        Duration busyPoll,
        Duration idlePoll,
        Duration grace,
        int completionBatch,
        HealthSettings health) {
    /** The duration of a lease unless configured otherwise. */
    public static final Duration LEASE = Duration.ofSeconds(30);

    public static final DispatchSettings DEFAULT = new DispatchSettings(
            Map.of(),
            LaneSettings.DEFAULT,
            20,
            Duration.ofMillis(100),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            LaneSettings.MAX_BATCH,
            HealthSettings.DEFAULT);

    public DispatchSettings {
        lanes = Map.copyOf(lanes);
    }

    LaneSettings lane(String channel) {
        return lanes.getOrDefault(channel, defaultLane);
    }

    public DispatchSettings withLanes(Map<String, LaneSettings> byChannel) {
        return new DispatchSettings(
                byChannel, defaultLane, maxReclaims, busyPoll, idlePoll, grace, completionBatch, health);
    }

    public DispatchSettings withDefaultLane(LaneSettings lane) {
        return new DispatchSettings(lanes, lane, maxReclaims, busyPoll, idlePoll, grace, completionBatch, health);
    }

    public DispatchSettings withMaxReclaims(int reclaims) {
        return new DispatchSettings(lanes, defaultLane, reclaims, busyPoll, idlePoll, grace, completionBatch, health);
    }

    public DispatchSettings withGrace(Duration duration) {
        return new DispatchSettings(
                lanes, defaultLane, maxReclaims, busyPoll, idlePoll, duration, completionBatch, health);
    }

    public DispatchSettings withHealth(HealthSettings settings) {
        return new DispatchSettings(
                lanes, defaultLane, maxReclaims, busyPoll, idlePoll, grace, completionBatch, settings);
    }
}
