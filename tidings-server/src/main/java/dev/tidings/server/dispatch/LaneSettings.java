package dev.tidings.server.dispatch;

/**
 * The bounds of one channel's lane.
 *
 * @param concurrency sends in flight at most
 * @param queue deliveries that may wait in memory, leased at insert, beyond those in flight
 * @param batch deliveries a claim asks for at most, 1 to 500
 * @param ratePerSecond sends begun a second at most; 0 for no limit
 */
public record LaneSettings(int concurrency, int queue, int batch, int ratePerSecond) {
    public static final int MAX_BATCH = 500;
    public static final LaneSettings DEFAULT = new LaneSettings(64, 1024, 64, 0);

    public LaneSettings {
        require("concurrency", concurrency, 1, 100_000);
        require("queue", queue, 0, 1_000_000);
        require("batch", batch, 1, MAX_BATCH);
        require("ratePerSecond", ratePerSecond, 0, 1_000_000);
    }

    public LaneSettings withConcurrency(int sends) {
        return new LaneSettings(sends, queue, batch, ratePerSecond);
    }

    public LaneSettings withQueue(int places) {
        return new LaneSettings(concurrency, places, batch, ratePerSecond);
    }

    public LaneSettings withBatch(int deliveries) {
        return new LaneSettings(concurrency, queue, deliveries, ratePerSecond);
    }

    public LaneSettings withRatePerSecond(int sends) {
        return new LaneSettings(concurrency, queue, batch, sends);
    }

    private static void require(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(name + " is " + value + "; expected " + least + " to " + most);
        }
    }
}
