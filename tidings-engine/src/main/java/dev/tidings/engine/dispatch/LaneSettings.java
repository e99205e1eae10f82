package dev.tidings.engine.dispatch;

/**
 * The settings of one channel's lane.
 *
 * @param concurrency maximum sends in flight
 * @param queue deliveries that may wait in memory, leased at insert, in addition to those in flight
 * @param batch maximum deliveries per claim, 1 to 500
 * @param ratePerSecond maximum sends per second; 0 for no limit
 * @param endpointShare share of the lane that one endpoint may use unless it responds fast; above 0 and up to 1
 */
public record LaneSettings(int concurrency, int queue, int batch, int ratePerSecond, double endpointShare) {
    public static final int MAX_BATCH = 500;
    public static final double DEFAULT_ENDPOINT_SHARE = 0.25;
    public static final LaneSettings DEFAULT = new LaneSettings(64, 1024, 64, 0);

    public LaneSettings {
        require("concurrency", concurrency, 1, 100_000);
        require("queue", queue, 0, 1_000_000);
        require("batch", batch, 1, MAX_BATCH);
        require("ratePerSecond", ratePerSecond, 0, 1_000_000);
        if (!(endpointShare > 0 && endpointShare <= 1)) {
            throw new IllegalArgumentException(
                    "endpointShare is " + endpointShare + "; expected more than 0 and at most 1");
        }
    }

    /** Uses the default endpoint share. */
    public LaneSettings(int concurrency, int queue, int batch, int ratePerSecond) {
        this(concurrency, queue, batch, ratePerSecond, DEFAULT_ENDPOINT_SHARE);
    }

    public LaneSettings withConcurrency(int sends) {
        return new LaneSettings(sends, queue, batch, ratePerSecond, endpointShare);
    }

    public LaneSettings withQueue(int deliveries) {
        return new LaneSettings(concurrency, deliveries, batch, ratePerSecond, endpointShare);
    }

    public LaneSettings withBatch(int deliveries) {
        return new LaneSettings(concurrency, queue, deliveries, ratePerSecond, endpointShare);
    }

    public LaneSettings withRatePerSecond(int sends) {
        return new LaneSettings(concurrency, queue, batch, sends, endpointShare);
    }

    public LaneSettings withEndpointShare(double share) {
        return new LaneSettings(concurrency, queue, batch, ratePerSecond, share);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + least + " to " + most);
        }
    }
}
