package dev.tidings.engine.dispatch;

/**
 * The share of a lane that one endpoint may use. Free permits shrink as more endpoints compete but never run out: each
 * endpoint is limited to a multiple of what is free (dynamic thresholds, as in shared-memory switches).
 */
final class EndpointShare {
    private final int permits;
    private final double cautious;
    private final double generous;

    /** @param share of the lane per endpoint, above 0 and up to 1 */
    EndpointShare(double share, int concurrency) {
        this.permits = Math.max(1, (int) (concurrency * share));
        this.cautious = ratio(share);
        this.generous = Math.max(cautious, ratio(1 - share));
    }

    private static double ratio(double share) {
        return share >= 1 ? Double.POSITIVE_INFINITY : share / (1 - share);
    }

    /** Returns whether one endpoint may use the whole lane. */
    boolean whole() {
        return cautious == Double.POSITIVE_INFINITY;
    }

    /** Returns the maximum sends in flight to an endpoint that is slow or unknown. */
    int permits() {
        return permits;
    }

    /** Returns whether an endpoint that holds {@code mine} permits may take one more; alone, it reaches its share. */
    boolean allows(int mine, int free) {
        return free > 0 && mine < cautious * free;
    }

    /** Returns the same for an endpoint that responds fast; alone, it reaches all but a share. */
    boolean allowsFast(int mine, int free) {
        return free > 0 && mine < generous * free;
    }
}
